package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import dev.isthmus.load.stand.HttpPort;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that is told to end while it serves. */
final class DrainIT {
  private static final Duration DELAY = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final double UNREADY_SECONDS = 1;

  /** From the end of the grace to the end of the process. */
  private static final double EXIT_SECONDS = 5;

  @Test
  @Case(id = "D1", did = "SIGTERM with about 100 streams under way and 50 calls a second")
  void whatEndsInTimeEndsWhole(Figures figures) throws Exception {
    endsWhole(17, 50, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "D1", did = "SIGTERM with about 500 streams under way and 200 calls a second")
  void fiveHundredStreamsEndWhole(Figures figures) throws Exception {
    endsWhole(84, 200, figures);
  }

  private static void endsWhole(double streams, double calls, Figures figures) throws Exception {
    try (StreamStand stand = new StreamStand(Duration.ofSeconds(6));
        PackagedGateway gateway = start(stand, DELAY, Duration.ofSeconds(60))) {
      LoadRun longs = stand.load(gateway.base(), StreamStand.LONG, streams, 1, LONGEST);
      LoadRun shorts = stand.load(gateway.base(), StreamStand.SHORT, calls, 0.5, LONGEST);
      pause(Duration.ofSeconds(10));
      gateway.terminate();
      long told = System.nanoTime();
      double unready = secondsUntilUnready(gateway.adminPort(), told);
      pause(DELAY.minusMillis(500).minusNanos(System.nanoTime() - told));
      longs.stop();
      shorts.stop();
      LoadResult ended = longs.await();
      LoadResult answered = shorts.await();
      int exit = exit(gateway);
      long open = ended.calls().stream().filter(one -> one.ranAt(told)).count();
      long after = answered.calls().stream().filter(call -> sentAfter(call, told)).count();
      figures.add("streams_open", open);
      figures.add("calls_after_sigterm", after);
      figures.add("unready_seconds", unready).add("exit_code", exit);
      figures.add("seconds", (System.nanoTime() - told) / 1e9);
      figures.add("streams", ended.outcomes().toString());
      figures.add("calls", answered.outcomes().toString());
      assertTrue(ended.allOk(), ended::text);
      assertTrue(answered.allOk(), answered::text);
      assertTrue(open > 5 * streams, "streams open: " + open);
      assertTrue(after > calls, "calls sent while draining: " + after);
      assertTrue(unready <= UNREADY_SECONDS, "seconds until unready: " + unready);
      assertEquals(0, exit);
    }
  }

  @Test
  @Case(id = "D2", did = "a grace of 2 s with streams that last 30 s")
  void whatDoesNotEndInTimeIsTold(Figures figures) throws Exception {
    Duration grace = Duration.ofSeconds(2);
    try (StreamStand stand = new StreamStand(Duration.ofSeconds(30));
        PackagedGateway gateway = start(stand, Duration.ofSeconds(1), grace)) {
      Duration open = Duration.ofSeconds(4);
      LoadRun load = stand.load(gateway.base(), StreamStand.LONG, 10, 0.5, open);
      pause(open.plusSeconds(1));
      gateway.terminate();
      long told = System.nanoTime();
      LoadResult result = load.await();
      int exit = exit(gateway);
      double seconds = (System.nanoTime() - told) / 1e9;
      Map<String, JsonNode> lines = AccessLines.of(gateway, result.counts().scheduled());
      long draining =
          lines.values().stream().filter(line -> line.toString().contains("draining")).count();
      figures.add("outcomes", result.outcomes().toString()).add("exit_code", exit);
      figures.add("seconds", seconds).add("access_lines", lines.size());
      for (CallRecord call : result.calls()) {
        boolean begun = call.hadContentAt(told);
        assertEquals(begun ? Outcome.ERROR_EVENT : Outcome.ERROR_STATUS, call.outcome());
        assertEquals(begun ? 200 : 503, call.status());
        assertTrue(begun || call.saysWhenToRetry(), call::toString);
      }
      assertEquals(result.counts().scheduled(), draining, "access lines that tell why");
      assertEquals(0, exit);
      assertTrue(seconds < 1 + grace.toSeconds() + EXIT_SECONDS, "seconds: " + seconds);
    }
  }

  @Test
  @Case(id = "D5", did = "every provider gone; then SIGTERM")
  void probesSpeakOfThisProcessOnly(Figures figures) throws Exception {
    try (StreamStand stand = new StreamStand(Duration.ofSeconds(5));
        PackagedGateway gateway = start(stand, DELAY, Duration.ofSeconds(30))) {
      HttpPort admin = gateway.adminPort();
      stand.kill();
      Duration second = Duration.ofSeconds(1);
      LoadResult failed = stand.load(gateway.base(), StreamStand.SHORT, 20, 0, second).await();
      List<Integer> dead = List.of(status(admin, "/healthz"), status(admin, "/readyz"));
      gateway.terminate();
      secondsUntilUnready(admin, System.nanoTime());
      List<Integer> draining = List.of(status(admin, "/healthz"), status(admin, "/readyz"));
      figures.add("failed_calls", failed.outcomes().toString());
      figures.add("providers_gone", dead.toString()).add("draining", draining.toString());
      assertEquals(0, failed.count(Outcome.OK));
      assertEquals(List.of(200, 200), dead);
      assertEquals(List.of(200, 503), draining);
    }
  }

  private static PackagedGateway start(StreamStand stand, Duration delay, Duration grace)
      throws Exception {
    return PackagedGateway.start(
        stand.config(0, 0, delay, grace), StreamStand.ENVIRONMENT, StreamStand.FLAGS);
  }

  private static int exit(PackagedGateway gateway) throws InterruptedException {
    assertTrue(gateway.process().waitFor(2, TimeUnit.MINUTES), "the process does not end");
    return gateway.process().exitValue();
  }

  private static boolean sentAfter(CallRecord call, long nanos) {
    return call.marks().sentNanos() - nanos > 0;
  }

  private static int status(HttpPort admin, String path) throws IOException, InterruptedException {
    return admin.ask("GET", path, "").status();
  }

  private static double secondsUntilUnready(HttpPort admin, long since) throws Exception {
    while (status(admin, "/readyz") == 200) {
      assertTrue(System.nanoTime() - since < TimeUnit.SECONDS.toNanos(30), "ready for ever");
      pause(Duration.ofMillis(20));
    }
    return (System.nanoTime() - since) / 1e9;
  }

  /** The drill keeps its own time, whatever the machine's. */
  private static void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
