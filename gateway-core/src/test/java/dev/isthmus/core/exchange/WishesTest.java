package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.KEY;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.assertCompleted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.dialect.gemini.GeminiDialect;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls whose headers ask for something. */
final class WishesTest {
  private final Bench bench = Bench.of("a", "b");

  @AfterEach
  void settled() {
    bench.assertSettled();
  }

  private Bench.Call open(String... namesAndValues) {
    Map<String, String> headers = new HashMap<>();
    headers.put("authorization", "Bearer " + KEY);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return bench.new Call(Operation.CHAT, -1, headers);
  }

  private static FailureKind failure(Bench.Call call) {
    return ((Outcome.Failed) call.record().outcome()).failure().kind();
  }

  @Test
  void aRegionKeepsTheCallThereThroughEveryFailure() {
    Bench.Call call = open("x-isthmus-regions", "region-b").body(PLAIN).end();
    assertTrue(bench.upstream.last().host().startsWith("b."), bench.upstream.last().host());
    bench.upstream.last().refuse(500, "{}");
    assertEquals(1, bench.upstream.calls.size());
    assertEquals(503, call.caller.status);
  }

  @Test
  void nothingOfItGoesToTheProvider() {
    Bench.Call call = open("x-isthmus-regions", "region-b", "x-isthmus-class", "batch");
    call.body(PLAIN).end();
    Map<String, String> sent = bench.upstream.last().headers;
    assertTrue(sent.keySet().stream().noneMatch(name -> name.startsWith("x-isthmus")), "" + sent);
    bench.upstream.last().document().body(DOCUMENT).end();
    assertCompleted(call);
    Terms terms = call.record().decision().summary().terms;
    assertEquals(CallClass.BATCH, terms == null ? null : terms.callClass());
  }

  @Test
  void aWrongHeaderIsRefusedBeforeTheBodyInTheCallersOwnWords() {
    Bench.Call call = open("x-isthmus-deadline-ms", "soon");
    assertEquals(400, call.caller.status);
    assertTrue(call.caller.text().contains("\"param\":\"x-isthmus-deadline-ms\""));
    assertTrue(!call.inbound.wantsBody());
    bench.dialect = new AnthropicDialect();
    assertTrue(open("x-isthmus-max-dollars", "x").caller.text().contains("invalid_request_error"));
    bench.dialect = new GeminiDialect(false);
    bench.pathModel = "gpt";
    assertTrue(open("x-isthmus-regions", "").caller.text().contains("INVALID_ARGUMENT"));
  }

  @Test
  void aDeadlineEndsTheCallCountedFromItsHead() {
    Bench.Call call = open("x-isthmus-deadline-ms", "3000").body(PLAIN.substring(0, 5));
    bench.pass(Duration.ofMillis(500));
    call.body(PLAIN.substring(5)).end();
    bench.upstream.last().sent();
    bench.pass(Duration.ofMillis(2400));
    assertEquals(0, bench.records.size(), "there is time left");
    bench.pass(Duration.ofMillis(100));
    assertEquals(504, call.caller.status);
    assertEquals(FailureKind.DEADLINE, failure(call));
  }

  @Test
  void termsThatCannotBeMetAreRefusedAtOnce() {
    Bench.Call call = open("x-isthmus-max-dollars", "0.000000001").body(PLAIN).end();
    assertEquals(422, call.caller.status);
    assertEquals(FailureKind.TERMS_UNMET, failure(call));
    assertTrue(call.caller.text().contains("\"code\":\"terms_unmet\""), call.caller.text());
    assertTrue(call.caller.text().contains("x-isthmus-max-dollars: cannot be met (expected: at"));
    assertEquals(0, bench.upstream.calls.size());
    Failure told = ((Outcome.Failed) call.record().outcome()).failure();
    assertEquals(Failure.Origin.CLIENT, told.origin());
    assertEquals(0, bench.alarms.size());
  }
}
