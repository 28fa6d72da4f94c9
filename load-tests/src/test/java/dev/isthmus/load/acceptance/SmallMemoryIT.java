package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import dev.isthmus.load.stand.ProcessProbe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway with 256 MiB of heap and 128 MiB of direct memory, and more than fits into them. */
final class SmallMemoryIT {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String[] SMALL = {
    "-Xmx256m",
    "-XX:MaxDirectMemorySize=128m",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dio.netty.leakDetection.level=simple"
  };

  @Test
  @Case(id = "OV5", did = "1,000 connections that stream, with prompts of 16 KiB")
  void aThousandStreamsFit(Figures figures) throws Exception {
    try (StreamStand stand = new StreamStand(ANSWER);
        PackagedGateway gateway = start(stand);
        ProcessProbe probe = ProcessProbe.of(gateway.process())) {
      Duration longest = ANSWER.plusSeconds(2);
      LoadRun load = stand.loadOfLongPrompts(gateway.base(), 16 << 10, 110, longest);
      TimeUnit.SECONDS.sleep(longest.toSeconds());
      long full = System.nanoTime();
      show(probe, figures);
      LoadResult result = load.await();
      long open = result.calls().stream().filter(call -> call.ranAt(full)).count();
      figures.add("open", open).add("outcomes", result.outcomes().toString());
      assertTrue(open >= 1000, "open at the same time: " + open);
      assertTrue(result.allOk(), result::text);
      assertSound(gateway);
    }
  }

  @Test
  @Case(
      id = "OV5",
      did = "500 prompts of 1 MiB in 5 s with answers that take 10 s, then usual calls")
  void promptsThatDoNotFitAreRefused(Figures figures) throws Exception {
    try (StreamStand stand = new StreamStand(ANSWER);
        PackagedGateway gateway = start(stand);
        ProcessProbe probe = ProcessProbe.of(gateway.process())) {
      Duration flood = Duration.ofSeconds(5);
      LoadRun load = stand.loadOfLongPrompts(gateway.base(), 1 << 20, 100, flood);
      TimeUnit.SECONDS.sleep(flood.toSeconds());
      show(probe, figures);
      LoadResult result = load.await();
      LoadRun usual = stand.load(gateway.base(), StreamStand.SHORT, 20, 0.5, Duration.ofSeconds(2));
      LoadResult after = usual.await();
      figures.add("outcomes", result.outcomes().toString());
      figures.add("statuses", result.statuses().toString());
      figures.add("after", after.outcomes().toString());
      assertTrue(result.count(Outcome.OK) > 0, result::text);
      assertTrue(result.statuses().getOrDefault(503, 0L) > 0, result::text);
      for (CallRecord call : result.calls()) {
        boolean refused = call.status() == 503 && call.saysWhenToRetry();
        assertTrue(call.outcome() == Outcome.OK || refused, call::toString);
      }
      assertTrue(after.allOk(), after::text);
      assertSound(gateway);
    }
  }

  private static PackagedGateway start(StreamStand stand) throws Exception {
    String config = stand.config(0, 0, Duration.ZERO, Duration.ZERO);
    return PackagedGateway.start(config, StreamStand.ENVIRONMENT, SMALL);
  }

  private static void show(ProcessProbe probe, Figures figures) {
    ProcessProbe.Reading now = probe.read();
    figures.add("heap_mib", mebibytes(now.heapBytes()));
    figures.add("resident_mib", mebibytes(now.residentBytes()));
  }

  private static double mebibytes(double bytes) {
    return bytes / (1 << 20);
  }

  private static void assertSound(PackagedGateway gateway) {
    assertTrue(gateway.process().isAlive(), "the process ended");
    assertEquals(
        List.of(), gateway.output().stream().filter(line -> line.contains("OutOfMemory")).toList());
  }
}
