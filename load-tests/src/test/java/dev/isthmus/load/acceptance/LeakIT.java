package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** No buffer is lost over a run of faults and aborts; and one that is lost would be found. */
final class LeakIT {
  private static final List<String> NAMES = List.of("eu-1", "us-1");
  private static final int COLLECTIONS = 4;

  @Test
  @Case(id = "leak", did = "counts lost buffers over a run of faults and aborts")
  void nothingLeaksWhateverGoesWrong(Figures figures) throws Exception {
    try (CloudStand stand = stand(PackagedGateway.MAIN)) {
      LoadResult result = mischiefUnderCollections(stand);
      Map<String, JsonNode> lines = AccessLines.of(stand.gateway(), result.counts().scheduled());
      collect(stand);
      figures.add("outcomes", result.outcomes().toString()).add("leaks", leaks(stand));
      figures.add("streams", count(lines, line -> line.path("stream").asBoolean()));
      figures.add("retried", count(lines, line -> line.path("attempts").asInt() > 1));
      figures.add("failed", count(lines, line -> line.path("status").asInt() >= 500));
      assertTrue(result.count(Outcome.TIMED_OUT) > 0, "nobody gave up");
      assertTrue(result.count(Outcome.OK) > 0, "nobody was served");
      assertTrue(count(lines, line -> line.path("stream").asBoolean()) > 0, "no streams");
      assertTrue(count(lines, line -> line.path("attempts").asInt() > 1) > 0, "no retries");
      assertTrue(result.count(Outcome.OK) < result.counts().scheduled(), "no errors");
      assertEquals(0, leaks(stand), () -> stand.gateway().output().toString());
    }
  }

  private static long count(Map<String, JsonNode> lines, Predicate<JsonNode> which) {
    return lines.values().stream().filter(which).count();
  }

  /** What is lost is found by a collection; so there is one each second while all goes wrong. */
  private static LoadResult mischiefUnderCollections(CloudStand stand) throws Exception {
    ScheduledExecutorService collector = Executors.newSingleThreadScheduledExecutor();
    long pid = stand.gateway().process().pid();
    ScheduledFuture<?> collections =
        collector.scheduleWithFixedDelay(() -> collectQuietly(pid), 1, 1, TimeUnit.SECONDS);
    try {
      return Mischief.run(stand, 80, Duration.ofSeconds(8), Duration.ofMillis(900));
    } finally {
      collections.cancel(false);
      collector.shutdown();
      assertTrue(collector.awaitTermination(20, TimeUnit.SECONDS), "a collection hangs");
    }
  }

  private static void collectQuietly(long pid) {
    try {
      collectGarbage(pid);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("no collection", e);
    }
  }

  @Test
  void aPlantedLeakIsFound() throws Exception {
    try (CloudStand stand = stand(PlantedLeak.class.getName())) {
      collect(stand);
      assertTrue(leaks(stand) > 0, "the planted leak was not found");
    }
  }

  private static CloudStand stand(String main) throws Exception {
    Tempo tempo = Tempo.of(Duration.ofMillis(60), 200);
    return new CloudStand("objective: interactive", tempo, NAMES, main);
  }

  /** Lost buffers are told of by those that are taken after a collection. */
  private static void collect(CloudStand stand) throws Exception {
    stand.clouds().forEach(cloud -> cloud.faults().clear());
    for (int i = 0; i < COLLECTIONS; i++) {
      collectGarbage(stand.gateway().process().pid());
      LoadRun.start(stand.plan(50, Duration.ofSeconds(1), Duration.ofSeconds(20))).await();
    }
  }

  private static void collectGarbage(long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.run").redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor(), "jcmd");
  }

  private static long leaks(CloudStand stand) {
    return stand.gateway().output().stream().filter(line -> line.contains("LEAK:")).count();
  }
}
