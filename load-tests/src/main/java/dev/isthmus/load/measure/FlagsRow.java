package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collectors and sizes of the young part of the heap. */
final class FlagsRow implements Row {
  private static final int CALLS = 60_000;
  private static final int CONNECTIONS = 64;
  private static final int BODY_BYTES = 1024;

  /** Later options win over the launcher's. */
  private static final Map<String, List<String>> SETS =
      new java.util.TreeMap<>(
          Map.of(
              "serial, young 16 MiB", List.of("-Xmn16m"),
              "serial, young 64 MiB", List.of("-Xmn64m"),
              "serial, young 128 MiB", List.of("-Xmn128m", "-Xms192m"),
              "G1, young by itself", List.of("-XX:-UseSerialGC", "-XX:+UseG1GC"),
              "G1, young 64 MiB", List.of("-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmn64m"),
              "parallel, young 64 MiB",
                  List.of("-XX:-UseSerialGC", "-XX:+UseParallelGC", "-XX:ParallelGCThreads=1")));

  @Override
  public String name() {
    return "flags";
  }

  @Override
  public String title() {
    return "Collectors and young sizes";
  }

  @Override
  public String says() {
    return "A call of 1 KB, 64 connections, closed loop, one gateway for each set of options on each"
        + " JDK. Expected: what a call leaves behind dies within 4,096 calls, 16 MiB; a young part"
        + " of that size copies most of it, one of 64 MiB little, and 128 MiB wins nothing more."
        + " G1's barriers and refinement cost some percent on one loop.";
  }

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    Finding finding = new Finding();
    for (Map.Entry<Integer, Path> jdk : Jdks.found().entrySet()) {
      try (StubProvider provider = StubProvider.plain();
          Proxies proxies = new Proxies(bench)) {
        Rounds rounds = new Rounds(bench);
        ClosedLoop work =
            new ClosedLoop(provider.loop(), CONNECTIONS, Question.body(BODY_BYTES, false));
        for (Map.Entry<String, List<String>> set : SETS.entrySet()) {
          List<String> options = new ArrayList<>(set.getValue());
          if (set.getKey().equals("G1, young by itself")) {
            // The launcher's size has to go, and there is no option that takes one back.
            options.addAll(List.of("-XX:NewSize=1m", "-XX:MaxNewSize=300m"));
          }
          rounds.add(
              proxies.gateway(
                  new Proxies.Variant(set.getKey(), text -> text, jdk.getValue(), options),
                  provider.port()),
              work);
        }
        List<Rounds.Cost> costs = rounds.run(CALLS);
        Rounds.Cost base =
            costs.stream()
                .filter(cost -> cost.name().equals("serial, young 64 MiB"))
                .findFirst()
                .orElseThrow();
        finding.costs("JDK " + jdk.getKey() + ":", "call", costs, base);
      }
    }
    return finding;
  }
}
