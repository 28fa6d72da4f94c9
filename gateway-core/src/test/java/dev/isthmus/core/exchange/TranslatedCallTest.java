package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Row;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.provider.anthropic.AnthropicProvider;
import dev.isthmus.core.provider.vertex.GeminiProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls whose provider speaks another dialect than their caller. */
final class TranslatedCallTest {
  private static final String ANSWER =
      "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Green\"}]},"
          + "\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":12,"
          + "\"candidatesTokenCount\":3,\"totalTokenCount\":15}}";
  private static final String EVENTS =
      "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Gre\"}]}}]}\r\n\r\n"
          + "data: "
          + ANSWER.replace("Green", "en")
          + "\r\n\r\n";
  private static final Usage TWELVE_AND_THREE = Usage.reported(12, 0, 0, 3, 0);

  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = gemini();
  }

  private static Bench gemini() {
    Bench bench = new Bench();
    return bench.add(
        bench
            .deployment("g")
            .kind(new GeminiProvider())
            .setting("project", "p")
            .setting("location", "eu"));
  }

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  @Test
  void aPlainAnswerIsTranslatedHoweverItIsCut() {
    for (int cut = 1; cut < ANSWER.length(); cut++) {
      Call call = bench.call(PLAIN);
      Sent sent = bench.upstream.last().document();
      sent.body(ANSWER.substring(0, cut)).body(ANSWER.substring(cut)).end();
      Bench.assertCompleted(call);
      assertTrue(call.caller.text().contains("\"content\":\"Green\""), call.caller.text());
      assertEquals(call.caller.text().length(), call.caller.contentLength, "cut at " + cut);
      assertEquals(TWELVE_AND_THREE, call.record().usage());
    }
  }

  @Test
  void aPlainAnswerIsHeldInTheBudgetOfHeldBodies() {
    Call call = bench.call(PLAIN);
    long before = bench.bodies.used();
    Sent sent = bench.upstream.last().document();
    sent.body(ANSWER.substring(0, 40));
    assertEquals(before + 40, bench.bodies.used());
    sent.body(ANSWER.substring(40)).end();
    Bench.assertCompleted(call);
    assertEquals(0, bench.bodies.used());
  }

  @Test
  void aPlainAnswerThatFindsNoRoomIsNobodysFaultButOurs() {
    Call call = bench.call(PLAIN);
    long taken = bench.bodies.left() - 50;
    assertTrue(bench.bodies.tryReserve(taken));
    bench.upstream.last().document().body(ANSWER.substring(0, 40)).body(ANSWER.substring(40));
    bench.bodies.release(taken);
    assertEquals(503, call.caller.status);
    assertEquals("true", call.caller.headers.get("x-should-retry"));
    assertEquals(0, bench.bodies.used());
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void aStreamIsNotHeld() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream().body(EVENTS.substring(0, 90));
    assertEquals(0, bench.bodies.used());
    sent.body(EVENTS.substring(90)).end();
    Bench.assertCompleted(call);
  }

  @Test
  void aStreamIsTranslatedHoweverItIsCut() {
    for (int cut = 1; cut < EVENTS.length(); cut++) {
      Call call = bench.call(STREAM);
      Sent sent = bench.upstream.last().stream();
      sent.body(EVENTS.substring(0, cut)).body(EVENTS.substring(cut)).end();
      Bench.assertCompleted(call);
      assertTrue(call.caller.text().endsWith("data: [DONE]\n\n"), call.caller.text());
      assertEquals(TWELVE_AND_THREE, call.record().usage());
    }
  }

  @Test
  void aStreamThatSaidItsEndGetsItsEndMarkHoweverItsConnectionEnds() {
    Call call = bench.call(STREAM);
    bench.upstream.last().stream().body(EVENTS).reset();
    Bench.assertCompleted(call);
    assertTrue(call.caller.text().endsWith("data: [DONE]\n\n"), call.caller.text());
  }

  @Test
  void aStreamThatIsCutOffIsBroken() {
    int first = EVENTS.indexOf("\r\n\r\n") + 4;
    for (int cut = first; cut < EVENTS.length() - 4; cut++) {
      bench = gemini();
      Call call = bench.call(STREAM);
      bench.upstream.last().stream().body(EVENTS.substring(0, cut)).end();
      assertTrue(call.caller.aborted, "cut at " + cut);
      assertTrue(call.caller.text().contains("data: {\"error\":{"));
      bench.assertSettled();
    }
  }

  @Test
  void hangingUpOnClaudeIsChargedAtItsCountOfThePromptAndOursOfTheAnswer() {
    bench = new Bench();
    bench.add(bench.deployment("c").kind(new AnthropicProvider()));
    Call call = bench.call(STREAM);
    bench.upstream.last().stream()
        .body(
            "data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7,"
                + "\"cache_read_input_tokens\":100000,\"output_tokens\":1}}}\n\n"
                + "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\","
                + "\"text\":\""
                + "word".repeat(50)
                + "\"}}\n\n");
    call.inbound.onHangUp();
    assertEquals(Usage.unfinished(100_007, 100_000, 0, 50), call.record().usage());
    assertEquals(Row.Kind.ESTIMATED, bench.rows.get(0).kind());
  }

  @Test
  void hangingUpLetsGoOfEverything() {
    Call call = bench.call(STREAM);
    bench.upstream.last().stream().body(EVENTS.substring(0, 90));
    call.inbound.onHangUp();
    assertEquals(Outcome.CANCELLED, call.record().outcome());
  }
}
