package dev.isthmus.load.scenario;

import static dev.isthmus.load.scenario.Law.atLeast;
import static dev.isthmus.load.scenario.Law.atMost;

import dev.isthmus.load.cloud.CloudKind;
import dev.isthmus.load.scenario.Site.Price;
import dev.isthmus.load.scenario.Site.Speed;
import java.io.IOException;
import java.util.List;

/**
 * A thousand callers that read far more slowly than a model writes, beside usual ones, in front of
 * a gateway with little memory.
 */
final class SlowReading implements Play {
  private static final int READERS = 1_000;
  private static final double OPENED_PER_SECOND = 250;
  private static final double CALLS_PER_SECOND = 40;
  private static final double KIB_PER_READER = 300;
  private static final double KIB_PER_MIB = 1024;
  private static final String BAND = "1,000 slow readers";
  private static final String SERVED = "readers served at the end";
  private static final String READ = "KiB/s read by each";

  /** Twelve times as fast as it is read; one event each 40 ms. */
  private static final Speed FAST = new Speed(20, 2_000, 120, 0);

  private static final List<String> SMALL =
      List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError");

  static Scenario scenario() {
    return new Scenario(
        "slow-readers",
        "1,000 slow readers",
        "A thousand callers ask for long answers and read 1 KiB a second each, beside 40 usual"
            + " calls a second; the gateway has 256 MiB of heap and 128 MiB of direct memory.",
        "What nobody reads is not fetched: memory stays flat, everybody is served at the speed at"
            + " which they read, and the usual callers notice nothing.",
        Stage.usual()
            .and(
                new Site(
                    "own-gpu",
                    CloudKind.COMPATIBLE,
                    "own-datacentre",
                    "eu",
                    SlowReaders.MODEL,
                    FAST,
                    new Price(0.1, 0.4)))
            .limits("event_loops: 2")
            .jvmFlags(SMALL),
        CALLS_PER_SECOND,
        new SlowReading(),
        List.of(
            atMost(0, Unit.COUNT, "out of memory", Measures::outOfMemory),
            atMost(
                KIB_PER_READER,
                Unit.KIBIBYTES,
                "resident memory that each reader costs",
                SlowReading::cost),
            atMost(0, Unit.CALLS, "usual calls that failed", Measures::failures),
            atMost(
                    1.5,
                    Unit.TIMES,
                    "first token of usual streams, 99th percentile, beside slow readers against"
                        + " before",
                    SlowReading::neighbours)
                .atFullPace(),
            atLeast(
                0.99,
                Unit.SHARE,
                "slow readers that are served until the end",
                evidence -> evidence.figure(SERVED) / READERS),
            atLeast(
                0.8,
                Unit.TIMES,
                "what each of them reads, against the 1 KiB a second that it wants",
                evidence -> evidence.figure(READ))));
  }

  @Override
  public void perform(Performance performance) throws IOException, InterruptedException {
    Pace pace = performance.pace();
    double opening = READERS / OPENED_PER_SECOND;
    double end = pace.before() + opening + pace.during();
    performance.load(performance.callsPerSecond(), end + pace.after() / 3.0);
    performance.until(pace.before());
    try (SlowReaders readers =
        SlowReaders.open(performance.stand().gateway().base(), READERS, OPENED_PER_SECOND)) {
      performance.until(pace.before() + opening);
      long before = readers.bytesRead();
      double from = performance.now();
      performance.until(end);
      performance.figure(SERVED, readers.served());
      double seconds = performance.now() - from;
      performance.figure(READ, (readers.bytesRead() - before) / 1024.0 / READERS / seconds);
    }
    performance.band(new Band(BAND, pace.before(), performance.now(), true));
    performance.until(end + pace.after() / 3.0);
  }

  private static double cost(Evidence evidence) {
    double before =
        evidence.samples().stream()
            .filter(sample -> sample.second() < evidence.fault().from())
            .mapToDouble(sample -> sample.process().residentBytes())
            .max()
            .orElse(Double.NaN);
    double growth = Measures.peakResidentMebibytes(evidence) - before / (1 << 20);
    return growth * KIB_PER_MIB / READERS;
  }

  private static double neighbours(Evidence evidence) {
    Band slow = evidence.fault();
    return Measures.firstTokenP99(evidence.due(slow.from(), slow.to()))
        / Measures.firstTokenP99(evidence.before());
  }
}
