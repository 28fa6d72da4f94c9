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
  private static final String USUAL = "serial, 64 MiB";

  /** By collector and young part. Later options win over the launcher's. */
  private static final Map<String, List<String>> SETS =
      new java.util.TreeMap<>(
          Map.of(
              USUAL,
              List.of(),
              "serial, 64 MiB, usual pages",
              List.of("-XX:-UseTransparentHugePages"),
              "serial, 16 MiB",
              List.of("-Xmn16m", "-XX:SurvivorRatio=2"),
              "serial, 128 MiB",
              List.of("-Xmn128m", "-Xms192m"),
              "G1, 32 MiB",
              List.of("-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmn32m"),
              // The launcher's size has to go, and there is no option that takes one back.
              "G1, by itself",
              List.of("-XX:-UseSerialGC", "-XX:+UseG1GC", "-XX:NewSize=1m", "-XX:MaxNewSize=300m"),
              "parallel, 64 MiB",
              List.of("-XX:-UseSerialGC", "-XX:+UseParallelGC")));

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
        + " JDK. Expected: no more than 3 % between the sizes, because what a larger young part"
        + " saves in copies it loses in the processor's cache; 5 to 10 % dearer with G1, whose"
        + " threads share the one processor; 4 to 8 % dearer without huge pages.";
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
