package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * More calls than the gateway takes: what gets done, what is turned away and how fast, and whose.
 */
final class OverloadIT {
  private static final Duration SHORT = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final double REFUSAL_MILLIS = 10;

  /** The percentile that this is asked of where nothing else runs on the machine. */
  private static final double ALONE = 99;

  /** The same beside a build, whose work comes between. */
  private static final double IN_COMPANY = 50;

  @Test
  @Case(
      id = "OV1",
      did = "open-loop calls at three times the capacity for seconds, then half of it")
  void atThreeTimesTheCapacityAsMuchGetsDone(Figures figures) throws Exception {
    threeTimes(SHORT, IN_COMPANY, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "OV1", did = "open-loop calls at three times the capacity for a minute, then half")
  void atThreeTimesTheCapacityAsMuchGetsDoneForAMinute(Figures figures) throws Exception {
    threeTimes(LONG, ALONE, figures);
  }

  private static void threeTimes(Duration duration, double percentile, Figures figures)
      throws Exception {
    try (OverloadStand stand = new OverloadStand("interactive")) {
      stand.warmUp();
      double peak = 0;
      for (double times : new double[] {0.9, 1.2, 1.5}) {
        peak = Math.max(peak, OverloadStand.goodput(stand.load(0, times, SHORT).await()));
      }
      LoadResult over = stand.load(0, 3, duration).await();
      LoadResult after = stand.load(0, 0.5, SHORT).await();
      double goodput = OverloadStand.goodput(over);
      double refusal = OverloadStand.refusalMillis(over, percentile);
      figures.add("capacity_per_s", OverloadStand.capacity());
      figures.add("offered_per_s", over.counts().scheduled() / (double) duration.toSeconds());
      figures.add("peak_goodput_per_s", peak).add("goodput_per_s", goodput);
      figures.add("goodput_ratio", goodput / peak);
      figures.add("refusal_p50_ms", OverloadStand.refusalMillis(over, 50));
      figures.add("refusal_p99_ms", OverloadStand.refusalMillis(over, 99));
      figures.add("ok_p99_ms", OverloadStand.okMillis(over, 99));
      figures.add("statuses", over.statuses().toString());
      figures.add("odd", OverloadStand.odd(over));
      figures.add("ok_share_after", OverloadStand.okShare(after));
      assertTrue(goodput >= 0.9 * peak, "goodput: " + goodput + " of " + peak);
      assertTrue(refusal <= REFUSAL_MILLIS, "refusals: " + refusal + " ms");
      assertEquals(0, OverloadStand.odd(over), "neither served nor refused in good form");
      assertEquals(1, OverloadStand.okShare(after), "and when it is over, it is over");
      refusalsSayWhenToComeBack(stand);
    }
  }

  /** Asks for more than there are places at once, and looks at what those are told who get none. */
  private static void refusalsSayWhenToComeBack(OverloadStand stand) throws Exception {
    List<RawAnswer> refused =
        atOnce(2 * OverloadStand.PLACES, stand.gateway().base()).stream()
            .filter(answer -> answer.status() != 200)
            .toList();
    assertTrue(!refused.isEmpty(), "nobody was refused");
    for (RawAnswer answer : refused) {
      long millis = Long.parseLong(answer.first("retry-after-ms"));
      assertTrue(millis >= 100 && millis <= 30_000, answer::text);
      assertEquals((millis + 999) / 1000, Long.parseLong(answer.first("retry-after")));
      assertEquals("true", answer.first("x-should-retry"));
      assertTrue(answer.body().length() < 512 && answer.whole(), answer::text);
    }
  }

  private static List<RawAnswer> atOnce(int calls, URI gateway) throws Exception {
    List<String> key = List.of("authorization: Bearer " + OverloadStand.key(0));
    Callable<RawAnswer> call =
        () -> RawAnswer.of(gateway, "POST", "/v1/chat/completions", key, BODY);
    ExecutorService callers = Executors.newFixedThreadPool(calls);
    try {
      List<RawAnswer> answers = new ArrayList<>();
      for (Future<RawAnswer> answer : callers.invokeAll(Collections.nCopies(calls, call))) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      callers.shutdown();
    }
  }

  private static final String BODY =
      "{\"model\":\"gpt-oss-120b\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @Test
  @Case(id = "OV3", did = "one caller at three times the capacity beside one at a twentieth of it")
  void aNoisyCallerDoesNotHarmAQuietOne(Figures figures) throws Exception {
    noisy(SHORT, 0.95, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "OV3", did = "one caller at three times the capacity beside a quiet one, for a minute")
  void aNoisyCallerDoesNotHarmAQuietOneForAMinute(Figures figures) throws Exception {
    noisy(LONG, 0.999, figures);
  }

  private static void noisy(Duration duration, double share, Figures figures) throws Exception {
    try (OverloadStand stand = new OverloadStand("interactive", "interactive")) {
      stand.warmUp();
      LoadResult alone = stand.load(1, 0.05, SHORT).await();
      LoadRun noise = stand.load(0, 3, duration.plusSeconds(1));
      LoadResult quiet = stand.load(1, 0.05, duration).await();
      LoadResult noisy = noise.await();
      figures.add("quiet_ok_share", OverloadStand.okShare(quiet));
      figures.add("quiet_p99_alone_ms", OverloadStand.okMillis(alone, 99));
      figures.add("quiet_p99_ms", OverloadStand.okMillis(quiet, 99));
      figures.add("noisy_ok_share", OverloadStand.okShare(noisy));
      figures.add("noisy_goodput_per_s", OverloadStand.goodput(noisy));
      figures.add("noisy_statuses", noisy.statuses().toString());
      assertTrue(OverloadStand.okShare(quiet) >= share, "quiet: " + quiet.statuses());
      double slower = OverloadStand.okMillis(quiet, 50) / OverloadStand.okMillis(alone, 50);
      assertTrue(slower <= 1.2, "the quiet caller waits " + slower + " times as long");
      assertTrue(noisy.statuses().getOrDefault(429, 0L) > 0, noisy.statuses()::toString);
    }
  }

  @Test
  @Case(id = "OV2", did = "interactive and batch calls at twice the capacity, then a flood")
  void urgentCallsComeFirstAndOthersDoNotStarve(Figures figures) throws Exception {
    classes(SHORT, 0.95, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "OV2", did = "interactive and batch calls at twice the capacity for a minute")
  void urgentCallsComeFirstAndOthersDoNotStarveForAMinute(Figures figures) throws Exception {
    classes(LONG, 0.999, figures);
  }

  private static void classes(Duration duration, double share, Figures figures) throws Exception {
    try (OverloadStand stand = new OverloadStand("interactive", "batch")) {
      stand.warmUp();
      LoadResult alone = stand.load(0, 0.5, SHORT).await();
      // The batch job comes on top: whoever begins into a full room waits for a call's time first.
      LoadRun more = stand.load(0, 0.5, duration.plusSeconds(1));
      TimeUnit.SECONDS.sleep(1);
      LoadResult batch = stand.load(1, 1.5, duration).await();
      LoadResult urgent = more.await();
      LoadRun flood = stand.load(0, 3, SHORT);
      LoadResult starving = stand.load(1, 0.5, SHORT).await();
      flood.await();
      figures.add("urgent_ok_share", OverloadStand.okShare(urgent));
      figures.add("urgent_p99_alone_ms", OverloadStand.okMillis(alone, 99));
      figures.add("urgent_p99_ms", OverloadStand.okMillis(urgent, 99));
      figures.add("batch_ok_share", OverloadStand.okShare(batch));
      figures.add("batch_refusal_p99_ms", OverloadStand.refusalMillis(batch, 99));
      figures.add("batch_per_s_under_urgent_flood", OverloadStand.goodput(starving));
      double all = OverloadStand.goodput(urgent) + OverloadStand.goodput(batch);
      figures.add("goodput_per_capacity", all / OverloadStand.capacity());
      assertTrue(OverloadStand.okShare(urgent) >= share, "urgent: " + urgent.statuses());
      assertTrue(OverloadStand.okShare(batch) < 0.6, "batch: " + batch.statuses());
      assertTrue(OverloadStand.goodput(starving) >= 5, "batch starves");
    }
  }
}
