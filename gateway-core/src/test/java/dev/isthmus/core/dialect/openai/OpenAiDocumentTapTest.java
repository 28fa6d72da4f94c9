package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiDocumentTapTest {
  private final OpenAiDialect dialect = new OpenAiDialect();

  @ParameterizedTest
  @CsvSource({
    "CHAT, openai/chat.response.json, 1034, 1024, 2, 5",
    "CHAT, openai/tool.response.json, 61, 0, 34, 60",
    "CHAT, azure-openai/chat.response.json, 12, 0, 3, 5",
    "EMBEDDING, openai/embeddings.response.json, 2, 0, 0, 0"
  })
  void readsASampleAtEverySplit(
      Operation operation, String sample, long input, long cached, long output, long content) {
    byte[] bytes = Samples.bytes(sample);
    for (int split = 0; split <= bytes.length; split++) {
      UsageTap tap = dialect.tap(operation, false, UsageEvents.DROP);
      tap.see(Unpooled.wrappedBuffer(bytes, 0, split));
      assertEquals(split, tap.wholeUntil());
      tap.see(Unpooled.wrappedBuffer(bytes, split, bytes.length - split));
      assertFalse(tap.complete());
      tap.end();
      assertTrue(tap.complete());
      assertTrue(tap.contentSeen());
      assertNull(tap.error());
      assertEquals(Usage.reported(input, cached, 0, output, 0), tap.usage());
      assertEquals(content, tap.contentBytes());
      assertEquals(tap.dropStart(), tap.dropEnd());
    }
  }

  @Test
  void readsAResponseWithItsEmptyError() {
    UsageTap tap =
        see(
            Operation.RESPONSE,
            "{\"error\":null,\"id\":\"r\",\"output\":[{\"content\":[{\"text\":\"Hello\"}]}],"
                + "\"usage\":{\"input_tokens\":9,\"output_tokens\":70}}");
    assertTrue(tap.complete());
    assertTrue(tap.contentSeen());
    assertNull(tap.error());
    assertEquals(Usage.reported(9, 0, 0, 70, 0), tap.usage());
    assertEquals(5, tap.contentBytes());
  }

  @Test
  void seesContentAtTheFirstMemberThatIsNoError() {
    UsageTap tap = dialect.tap(Operation.CHAT, false, UsageEvents.PASS);
    tap.see(Unpooled.wrappedBuffer(" {\"err".getBytes(UTF_8)));
    assertFalse(tap.contentSeen());
    tap.see(Unpooled.wrappedBuffer("or\":{\"code\":1},".getBytes(UTF_8)));
    assertFalse(tap.contentSeen());
    tap.see(Unpooled.wrappedBuffer("\"id\"".getBytes(UTF_8)));
    assertTrue(tap.contentSeen());
  }

  @Test
  void readsAnErrorThatStandsAlone() {
    UsageTap tap = see(Operation.CHAT, "{\"error\":{\"code\":\"rate_limit_exceeded\"}}");
    assertFailure(tap, FailureKind.RATE_LIMITED, Retry.REFUSED);
    assertFalse(tap.contentSeen());
    assertFalse(tap.complete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\":1", "{\"id\":1}}", "{\"id\":x", "{\"id\":1} trailing"})
  void callsABrokenDocumentMalformed(String text) {
    UsageTap tap = see(Operation.CHAT, text);
    assertFailure(tap, FailureKind.MALFORMED, Retry.NEVER);
    assertFalse(tap.complete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "[]", "{\"error\""})
  void mayTryElsewhereWhereABrokenDocumentHasNoContent(String text) {
    assertFailure(see(Operation.CHAT, text), FailureKind.MALFORMED, Retry.UNANSWERED);
  }

  private UsageTap see(Operation operation, String text) {
    UsageTap tap = dialect.tap(operation, false, UsageEvents.PASS);
    tap.see(Unpooled.wrappedBuffer(text.getBytes(UTF_8)));
    tap.end();
    return tap;
  }

  private static void assertFailure(UsageTap tap, FailureKind kind, Retry retry) {
    Failure failure = tap.error();
    assertNotNull(failure);
    assertEquals(kind, failure.kind());
    assertEquals(retry, failure.retry());
  }
}
