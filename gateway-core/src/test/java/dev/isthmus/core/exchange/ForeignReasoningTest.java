package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.assertCompleted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.signal.CapacityFeed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations whose reasoning one deployment encrypted and only that one can read. */
final class ForeignReasoningTest {
  private static final String UNREAD =
      "{\"error\":{\"message\":\"The encrypted content gAAA...Za4= could not be verified.\","
          + "\"type\":\"invalid_request_error\",\"param\":null,"
          + "\"code\":\"invalid_encrypted_content\"}}";

  private final Bench bench = Bench.of("a", "b");

  @AfterEach
  void settled() {
    bench.assertSettled();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UNREAD,
        "{\"error\":{\"message\":\"The encrypted content for item rs_0 could not be verified.\","
            + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}",
        "{\"error\":{\"code\":400,\"message\":\"Corrupted thought signature.\","
            + "\"status\":\"INVALID_ARGUMENT\"}}"
      })
  void theNextIsAskedWhetherItCanRead(String refusal) {
    Bench.Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(400, refusal);
    assertEquals(2, bench.upstream.calls.size());
    bench.upstream.last().document().body(DOCUMENT).end();
    assertCompleted(call);
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void whereNobodyCanTheCallerHearsItInTheProvidersWords() {
    Bench.Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(400, UNREAD);
    bench.upstream.last().refuse(400, UNREAD);
    assertEquals(400, call.caller.status);
    assertEquals(UNREAD, call.caller.text());
  }

  @Test
  void whereOneCannotBeAskedNowTheConversationIsNotGivenUp() {
    Deployment full = bench.deployment(0);
    new CapacityFeed(index -> full.live().capacity(), bench.ticker).cooldownHint(full.id(), 5_000);
    Bench.Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(400, UNREAD);
    assertEquals(503, call.caller.status);
    assertEquals("5", call.caller.headers.get("retry-after"));
    assertTrue(call.caller.text().contains("encrypted reasoning"), call.caller.text());
  }

  @Test
  void whoFailedOtherwiseMayHaveBeenTheOne() {
    Bench.Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(500, "{}");
    bench.upstream.last().refuse(400, UNREAD);
    assertEquals(FailureKind.SERVER_ERROR.httpStatus(), call.caller.status);
  }

  @Test
  void anotherMistakeOfTheCallersIsNobodyElsesAffair() {
    Bench.Call call = bench.call(PLAIN);
    bench
        .upstream
        .last()
        .refuse(400, "{\"error\":{\"message\":\"content could not be verified\"}}");
    assertEquals(1, bench.upstream.calls.size());
    assertEquals(400, call.caller.status);
  }
}
