package dev.isthmus.load.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a call costs, by the size of its body, and what a proxy adds to its time. */
final class CallsRow implements Row {
  private static final int PER_SECOND = 5_000;
  private static final int OPEN_SECONDS = 4;

  /** A generator that is later than this itself cannot tell proxies apart. Units: microseconds. */
  private static final double MOST_LAG = 100;

  /** A proxy that rests for longer could have done more. */
  private static final double BUSY = 0.9;

  private static final List<Size> SIZES =
      List.of(
          new Size("1 KB", 1_024, 64, 60_000, 1.0, 1.35),
          new Size("10 KB", 10_240, 64, 40_000, 1.0, 1.4),
          new Size("100 KB", 102_400, 32, 16_000, 0.8, 1.1));

  /**
   * One load.
   *
   * @param calls in each round
   * @param goal of the cost, as a multiple of HAProxy's
   * @param least what it should keep to in any case
   */
  private record Size(
      String name, int bytes, int connections, int calls, double goal, double least) {}

  @Override
  public String name() {
    return "calls";
  }

  @Override
  public String title() {
    return "Calls";
  }

  @Override
  public String says() {
    return "Calls with bodies of 1, 10 and 100 KB, on 64, 64 and 32 connections in closed loop, each"
        + " with the thirteen headers of an official client and two that are passed on; and"
        + " 5,000 calls of 1 KB a second in open loop, where what counts is the time that a proxy"
        + " adds. Expected: what the gateway does for a call besides relaying it costs less than"
        + " what it saves in system calls, and is small beside a body of 100 KB.";
  }

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    Finding finding = new Finding();
    try (StubProvider provider = StubProvider.plain();
        Proxies proxies = new Proxies(bench)) {
      List<Subject> subjects = proxies.all(provider.port());
      for (Size size : SIZES) {
        closed(bench, finding, provider, subjects, size);
      }
      open(bench, finding, subjects, provider.port());
    }
    finding.note(bench.manyGateways());
    return Nginx.here() ? finding : finding.note("There was no nginx on this machine.");
  }

  private static void closed(
      Bench bench, Finding finding, StubProvider provider, List<Subject> subjects, Size size)
      throws IOException, InterruptedException {
    String body = Question.body(size.bytes(), false);
    Rounds rounds = new Rounds(bench);
    List<ClosedLoop> loops =
        rounds.add(subjects, () -> new ClosedLoop(provider.loop(), size.connections(), body));
    List<Rounds.Cost> costs = rounds.run(size.calls());
    Rounds.Cost peer = costs.get(1);
    finding
        .goal(
            "CPU per " + size.name() + " call, × HAProxy",
            costs.get(0).median() / peer.median(),
            size.goal(),
            size.least())
        .costs(
            "A call of " + size.name() + ", " + size.connections() + " connections:",
            "call",
            costs,
            peer)
        .plot(
            Plot.costs(
                "CPU per " + size.name() + " call",
                costs,
                peer,
                Map.of("goal", size.goal(), "at least", size.least())));
    if (size.bytes() == SIZES.get(0).bytes()) {
      finding.goal(
          "calls/s on one processor, 1 KB, × HAProxy's",
          loops.get(0).perSecond() / loops.get(1).perSecond(),
          1.0,
          0.7);
    }
    speeds(finding, costs, loops);
  }

  private static void speeds(Finding finding, List<Rounds.Cost> costs, List<ClosedLoop> loops) {
    List<List<String>> rows = new ArrayList<>();
    boolean rests = false;
    for (int i = 0; i < loops.size(); i++) {
      ClosedLoop loop = loops.get(i);
      double busy = costs.get(i).median() * loop.perSecond() / 1e6;
      rests |= busy < BUSY;
      rows.add(
          List.of(
              costs.get(i).name(),
              Finding.number(loop.perSecond()),
              String.format(Locale.ROOT, "%.0f %%", 100 * busy),
              Finding.number(loop.p50() / 1e3),
              Finding.number(loop.p99() / 1e3)));
    }
    finding.table(
        rests
            ? "How fast; who is not busy all the time waits for what drives it, and could do more:"
            : "How fast:",
        List.of("", "calls/s", "busy", "p50 ms", "p99 ms"),
        rows);
  }

  private static void open(Bench bench, Finding finding, List<Subject> subjects, int provider)
      throws IOException, InterruptedException {
    Rounds rounds = Rounds.ofWarm(bench);
    List<OpenLoop> loops = rounds.add(subjects, () -> new OpenLoop(provider, PER_SECOND));
    List<Rounds.Cost> costs = rounds.run(PER_SECOND * OPEN_SECONDS);
    double lag = loops.stream().mapToDouble(OpenLoop::lag).max().orElse(Double.NaN);
    double peer = loops.get(1).added();
    if (lag <= MOST_LAG && peer > 0) {
      finding.goal(
          "p50 added at 5,000 calls/s, × HAProxy's", loops.get(0).added() / peer, 1.0, 1.3);
    } else {
      finding.note(
          "The generator turned to the median call %s µs after it was due: too late to say what a proxy adds."
              .formatted(Finding.number(lag)));
    }
    finding.costs("5,000 calls of 1 KB a second, open loop:", "call", costs, costs.get(1));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      rows.add(loops.get(i).cells(costs.get(i).name()));
    }
    finding.table(
        "What proxies add, µs from when a call was due; straight is the provider without a proxy,"
            + " just before:",
        List.of("", "straight p50", "p50", "added p50", "p99", "generator late p50"),
        rows);
  }
}
