package dev.isthmus.load.measure;

import dev.isthmus.load.stand.ProcessProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an idle connection and an open stream occupy. */
final class MemoryRow implements Row {
  private static final int SETTLE_SECONDS = 3;
  private static final int WARM_CALLS = 20_000;
  private static final double MIB = 1 << 20;

  /** A chunk every two seconds: open, and not busy. */
  private static final StubProvider.Tempo SLOW = new StubProvider.Tempo(1_000, 2_000);

  /** Where the goals of an idle connection and of a stream lie, in bytes of heap. */
  private static final Kind IDLE = new Kind("idle connection", false, 4_096, 8_192);

  private static final Kind STREAM = new Kind("open stream", true, 24_576, 49_152);

  /**
   * What is held open.
   *
   * @param goal bytes of heap for each that are hoped for
   * @param least bytes that it should not exceed
   */
  private record Kind(String name, boolean streamed, int goal, int least) {}

  /** One look, in bytes. */
  private record Look(double resident, double heap) {}

  /** A proxy with so many open. */
  private record Held(String name, int count, Look before, Look after) {
    double heapEach() {
      return (after.heap() - before.heap()) / count;
    }

    List<String> cells() {
      boolean heap = !Double.isNaN(heapEach());
      return List.of(
          name,
          "%,d".formatted(count),
          heap ? Finding.number(heapEach()) : "–",
          Finding.number((after.resident() - before.resident()) / count),
          heap ? Finding.number(after.heap() / MIB) : "–",
          Finding.number(after.resident() / MIB));
    }

    Plot.Value bar() {
      String kind = name + "s";
      return new Plot.Value("%s, %,d".formatted(kind, count), Math.round(after.resident() / MIB));
    }
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String title() {
    return "Memory of connections and streams";
  }

  @Override
  public String says() {
    return "Callers' connections that have asked one thing and stay, and streams that are open with a"
        + " chunk every two seconds (a connection on either side each; providers on five"
        + " addresses). The heap is touched beforehand and looked at after collections; RSS is"
        + " the whole process. Expected: an idle connection keeps no buffer and costs its channel"
        + " and handlers, 4 KB; a stream two channels, a call and its scanners, 24 KB.";
  }

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    Finding finding = new Finding();
    List<Held> held = new ArrayList<>();
    try (StubProvider provider = StubProvider.plain()) {
      for (int count : List.of(1_000, 9_000)) {
        held.addAll(measure(bench, finding, provider, IDLE, count));
      }
      for (int count : List.of(1_000, 4_000)) {
        held.addAll(measure(bench, finding, provider, STREAM, count));
      }
    }
    return finding
        .table(
            "For each connection or stream, in bytes, and the whole process:",
            List.of("", "how many", "heap each", "RSS each", "heap MiB", "RSS MiB"),
            held.stream().map(Held::cells).toList())
        .plot(new Plot("RSS, MiB", held.stream().map(Held::bar).toList(), List.of()));
  }

  private static List<Held> measure(
      Bench bench, Finding finding, StubProvider provider, Kind kind, int count)
      throws IOException, InterruptedException {
    try (Proxies proxies = new Proxies(bench)) {
      Subject gateway = proxies.gateway(fivefold(), provider.port());
      Held ours = hold(bench, gateway, provider, kind, count);
      finding.goal(
          "heap of an %s, of %,d, bytes".formatted(kind.name(), count),
          ours.heapEach(),
          kind.goal(),
          kind.least());
      Subject peer = proxies.haproxy("HAProxy", null, provider.port(), false);
      return List.of(ours, hold(bench, peer, provider, kind, count));
    }
  }

  /** Each provider at an address of its own: a loop has so many connections to each. */
  static Proxies.Variant fivefold() {
    return new Proxies.Variant("gateway", text -> text, null, List.of("-XX:+AlwaysPreTouch"))
        .config(
            text -> {
              String next = text;
              for (int address = 1; address <= 5; address++) {
                next =
                    next.replaceFirst(
                        "http://127\\.0\\.0\\.1:", "http://127.0.0." + (10 + address) + ":");
              }
              return next;
            });
  }

  /** Opens {@code count}, and looks before and after. */
  private static Held hold(
      Bench bench, Subject subject, StubProvider provider, Kind kind, int count)
      throws IOException, InterruptedException {
    provider.tempo(new StubProvider.Tempo(1, 0));
    H2load.plain(64, H2load.body(bench.folder(), 1024, false)).run(subject.port(), WARM_CALLS);
    provider.tempo(SLOW);
    try (ProcessProbe probe = ProcessProbe.of(subject.process())) {
      Look before = look(subject, probe);
      try (HeldCallers callers = new HeldCallers(subject.port(), kind.streamed())) {
        callers.open(count);
        bench.says("%s: %d held, %s".formatted(subject.name(), count, kind.name()));
        Look after = look(subject, probe);
        return new Held(subject.name() + ", " + kind.name(), count, before, after);
      }
    }
  }

  private static Look look(Subject subject, ProcessProbe probe)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    probe.collect();
    probe.collect();
    return new Look(subject.tree().residentBytes(), probe.read().heapBytes());
  }
}
