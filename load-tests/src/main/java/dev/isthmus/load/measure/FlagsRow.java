package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Collectors and sizes of the young part of the heap. */
final class FlagsRow implements Row {
  private static final int CALLS = 60_000;
  private static final int CONNECTIONS = 64;
  private static final int BODY_BYTES = 1024;

  /** What the launcher has, where there are huge pages. */
  private static final String USUAL = "G1, 24 MiB";

  /** By collector and young part. Later options win over the launcher's. */
  private static final Map<String, List<String>> SETS =
      new java.util.TreeMap<>(
          Map.of(
              USUAL,
              List.of(),
              "G1, 24 MiB, usual pages",
              List.of("-XX:-UseTransparentHugePages"),
              "G1, 16 MiB",
              List.of("-Xmn16m"),
              "G1, 24 MiB, two threads",
              List.of("-XX:ParallelGCThreads=2", "-XX:G1ConcRefinementThreads=2"),
              // The launcher's size has to go, and there is no option that takes one back.
              "G1, by itself",
              List.of(
                  "-XX:NewSize=1m",
                  "-XX:MaxNewSize=300m",
                  "-XX:ParallelGCThreads=2",
                  "-XX:G1ConcRefinementThreads=2"),
              "serial, 24 MiB",
              List.of("-XX:-UseG1GC", "-XX:+UseSerialGC"),
              "serial, 64 MiB",
              List.of("-XX:-UseG1GC", "-XX:+UseSerialGC", "-Xmn64m"),
              "parallel, 64 MiB",
              List.of("-XX:-UseG1GC", "-XX:+UseParallelGC", "-Xmn64m", "-XX:ParallelGCThreads=2")));

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
        + " JDK. Expected: 2 to 4 % cheaper with the serial collector, because G1 has a fence for each"
        + " reference that is written to an old object; as much dearer where G1 has two threads for"
        + " the one processor; no more than 3 % between the sizes; 4 to 8 % dearer without huge"
        + " pages.";
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
          rounds.add(
              proxies.gateway(
                  new Proxies.Variant(set.getKey(), text -> text, jdk.getValue(), set.getValue()),
                  provider.port()),
              work);
        }
        List<Rounds.Cost> costs = rounds.run(CALLS);
        Rounds.Cost base =
            costs.stream().filter(cost -> cost.name().equals(USUAL)).findFirst().orElseThrow();
        finding.costs("JDK " + jdk.getKey() + ":", "call", costs, base);
      }
    }
    return finding;
  }
}
