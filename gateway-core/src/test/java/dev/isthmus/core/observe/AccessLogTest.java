package dev.isthmus.core.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What an access line says. */
final class AccessLogTest {

  @Test
  void aCallIsOneLine() throws IOException {
    LineRing lines = new LineRing(1_024);
    Decision decision = new DecisionRing(1, 0, 0).take();
    decision.summary().atMillis = 1_795_689_000_123L;
    decision.summary().requestId("req_1");
    decision.summary().caller = "shop";
    AttemptRow row = decision.openAttempt();
    row.deployment("east");
    row.picodollars = 42;
    Timeline timeline = new Timeline(0);
    timeline.bodyEndNanos = 1_000;
    timeline.dispatchedNanos = 51_000;
    timeline.endedNanos = 2_500_000;

    new AccessLog(lines)
        .finished(
            new CallRecord(
                Operation.CHAT,
                false,
                200,
                1,
                Usage.reported(12, 4, 0, 3, 0),
                Outcome.COMPLETED,
                timeline,
                decision));

    assertEquals(
        "{\"at\":\"2026-11-26T10:30:00.123Z\",\"request\":\"req_1\",\"decision\":\"d0\","
            + "\"caller\":\"shop\",\"operation\":\"chat\",\"stream\":false,\"model\":\"\","
            + "\"status\":200,\"outcome\":\"completed\",\"attempts\":1,\"overhead_ms\":0.050,"
            + "\"total_ms\":2.500,\"deployment\":\"east\",\"input_tokens\":12,"
            + "\"cached_tokens\":4,\"cache_write_tokens\":0,\"cache_write_1h_tokens\":0,"
            + "\"output_tokens\":3,\"usage_reported\":true,"
            + "\"picodollars\":42}\n",
        text(lines));
  }

  @Test
  void aRaceIsToldAndTheWinnerIsTheOneWhoAnswered() throws IOException {
    LineRing lines = new LineRing(1_024);
    Decision decision = new Decision();
    decision.clear();
    AttemptRow winner = decision.openAttempt();
    winner.deployment("east");
    winner.firstContentNanos = 5;
    winner.picodollars = 42;
    winner.stalls = 2;
    AttemptRow loser = decision.openAttempt();
    loser.deployment("west");
    loser.hedge = true;
    loser.lost = true;
    loser.silent = true;
    loser.picodollars = 7;

    new AccessLog(lines)
        .finished(
            new CallRecord(
                Operation.CHAT,
                true,
                200,
                2,
                Usage.NONE,
                Outcome.COMPLETED,
                new Timeline(0),
                decision));

    String line = text(lines);
    assertTrue(line.contains("\"deployment\":\"east\""), line);
    assertTrue(
        line.endsWith(
            "\"picodollars\":42,\"hedge\":\"lost\",\"wasted_picodollars\":7,\"stalls\":3}\n"),
        line);
  }

  private static String text(LineRing lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lines.drainTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
