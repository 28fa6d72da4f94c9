package dev.isthmus.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.provider.anthropic.AnthropicProvider;
import dev.isthmus.core.provider.vertex.GeminiProvider;
import dev.isthmus.core.route.DeploymentBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts of tokens: asked where they can be, guessed where not, and never paid for. */
final class CountTest {
  private static final String ESTIMATED = "x-isthmus-estimated";

  private static final Map<String, String> HEADERS =
      Map.of("authorization", "Bearer " + Bench.KEY, "anthropic-version", "2023-06-01");

  /** 41 bytes of text, "user" and "gpt" included. */
  private static final String ASKED =
      "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":"
          + "\"How many tokens has this question?\"}]}";

  private final Bench bench = new Bench();

  @BeforeEach
  void callersSpeakAnthropics() {
    bench.dialect = new AnthropicDialect();
  }

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  private DeploymentBuilder google() {
    return bench
        .deployment("gemini-2.5-flash")
        .kind(new GeminiProvider())
        .setting("project", "p")
        .setting("location", "eu");
  }

  private Call ask(String body) {
    return bench.new Call(Operation.COUNT, -1, HEADERS).body(body).end();
  }

  private void assertFree(Call call) {
    assertEquals(Outcome.COMPLETED, call.record().outcome());
    assertEquals(Usage.NONE.input(), call.record().usage().input());
    bench.rows.forEach(row -> assertEquals(0, row.picodollars()));
  }

  @Test
  void anotherDialectsProviderIsAskedByItsOwnPath() {
    bench.add(google().prices(new Prices(0, 0, 0, 0, 0, 5, null, "test", "")));
    Call call = ask(ASKED);
    Sent sent = bench.upstream.last().document();
    assertTrue(sent.request.path().endsWith(":countTokens"), sent.request.path());
    sent.body("{\"totalTokens\":17}").end();
    assertEquals(200, call.caller.status);
    assertEquals("{\"input_tokens\":17}", call.caller.text());
    assertNull(call.caller.headers.get(ESTIMATED));
    assertFree(call);
  }

  @Test
  void whereNobodyCountsItIsGuessedAndSaid() {
    bench.add(bench.deployment("chat-alone"));
    Call call = ask(ASKED);
    assertEquals(200, call.caller.status);
    assertEquals("{\"input_tokens\":10}", call.caller.text());
    assertEquals("true", call.caller.headers.get(ESTIMATED));
    assertEquals(0, bench.upstream.calls.size());
    assertFree(call);
  }

  @Test
  void whereTheCounterFailsItIsGuessed() {
    bench.add(google());
    Call call = ask(ASKED);
    bench.upstream.last().refuse(503, "{}");
    assertEquals("true", call.caller.headers.get(ESTIMATED));
    assertEquals(200, call.caller.status);
    assertFree(call);
  }

  @Test
  void whereTheCounterDoesNotTakeWhatWeWroteItIsGuessed() {
    bench.add(google());
    Call call = ask(ASKED);
    bench.upstream.last().refuse(400, "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}");
    assertEquals("true", call.caller.headers.get(ESTIMATED));
    assertFree(call);
  }

  @Test
  void whatTheCallerDidWrongIsItsToHear() {
    bench.add(google());
    Call call = ask("{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":1}]}");
    assertEquals(400, call.caller.status);
    assertNull(call.caller.headers.get(ESTIMATED));
    assertEquals(0, bench.upstream.calls.size());
  }

  @Test
  void whatItsOwnProviderRefusesIsItsToHear() {
    bench.add(bench.deployment("claude-sonnet-4-5").kind(new AnthropicProvider()));
    Call call = ask(ASKED);
    String wrong =
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no\"}}";
    bench.upstream.last().refuse(400, wrong);
    assertEquals(400, call.caller.status);
    assertEquals(wrong, call.caller.text());
    assertNull(call.caller.headers.get(ESTIMATED));
  }
}
