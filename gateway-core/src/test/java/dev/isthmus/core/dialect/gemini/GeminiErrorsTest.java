package dev.isthmus.core.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeminiErrorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GeminiDialect dialect = new GeminiDialect(true);

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, 400, INVALID_ARGUMENT",
    "UNSUPPORTED, 400, INVALID_ARGUMENT",
    "UNAUTHENTICATED, 401, UNAUTHENTICATED",
    "FORBIDDEN, 403, PERMISSION_DENIED",
    "NOT_FOUND, 404, NOT_FOUND",
    "TOO_LARGE, 413, INVALID_ARGUMENT",
    "CALLER_LIMIT, 429, RESOURCE_EXHAUSTED",
    "RATE_LIMITED, 429, RESOURCE_EXHAUSTED",
    "CREDENTIAL, 502, UNAVAILABLE",
    "SERVER_ERROR, 502, INTERNAL",
    "OVERLOADED, 503, UNAVAILABLE",
    "DEADLINE, 504, DEADLINE_EXCEEDED",
    "INTERNAL, 500, INTERNAL"
  })
  void eachKindHasItsStatus(FailureKind kind, int code, String status)
      throws JsonProcessingException {
    JsonNode error = error(Failure.ofGateway(kind, "said \"so\""));
    assertEquals(code, error.path("code").intValue());
    assertEquals(status, error.path("status").textValue());
    assertEquals("said \"so\"", error.path("message").textValue());
    assertFalse(error.has("details"));
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void noKindShowsOurTroubleAsTheCallersOwn(FailureKind kind) throws JsonProcessingException {
    JsonNode error = error(Failure.ofGateway(kind, "x"));
    assertEquals(kind.httpStatus(), error.path("code").intValue());
    boolean callers = kind.httpStatus() < 500;
    boolean ours =
        List.of("INTERNAL", "UNAVAILABLE", "DEADLINE_EXCEEDED")
            .contains(error.path("status").textValue());
    assertTrue((callers ^ ours) || kind == FailureKind.REQUEST_TIMEOUT);
  }

  @Test
  void detailsNameTheFieldAndTheTimeToComeBack() throws JsonProcessingException {
    Failure failure =
        Failure.ofClient(FailureKind.INVALID_REQUEST, "bad", "contents[0].role")
            .withRetryAfterMillis(34_070);
    JsonNode details = error(failure).path("details");
    assertEquals(2, details.size());
    assertEquals("contents[0].role", details.at("/0/fieldViolations/0/field").textValue());
    assertEquals("type.googleapis.com/google.rpc.RetryInfo", details.at("/1/@type").textValue());
    assertEquals("34.070s", details.at("/1/retryDelay").textValue());
  }

  @Test
  void anErrorInAStreamIsARecordThatOurOwnTapReadsAsOne() {
    Failure failure = Failure.ofGateway(FailureKind.OVERLOADED, "busy");
    ByteBuf event = dialect.errorEvent(Operation.CHAT, failure, "r1");
    String text = event.toString(UTF_8);
    assertTrue(text.startsWith("data: {\"error\":{"), text);
    assertTrue(text.endsWith("}}\r\n\r\n"), text);
    UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
    tap.see(event);
    Failure read = tap.error();
    assertEquals(FailureKind.OVERLOADED, read == null ? null : read.kind());
    event.release();
  }

  /**
   * The delimiters and the trimming of Google's JavaScript client, and the anchored pattern of its
   * older releases: neither may meet anything but white space between two records.
   */
  @Test
  void keepAliveIsWhiteSpaceAndNoEvent() {
    ByteBuf keepAlive = dialect.keepAlive();
    String text = keepAlive.toString(UTF_8);
    assertTrue(text.isBlank() && !text.isEmpty());
    UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
    String answer =
        text + text + "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n" + text;
    tap.see(Unpooled.copiedBuffer(answer, UTF_8));
    tap.end();
    assertNull(tap.error());
    assertTrue(tap.complete());
    keepAlive.release();
  }

  @Test
  void modelsAreListedAsGoogleDoes() throws JsonProcessingException {
    JsonNode list = tree(dialect.modelList(List.of("a", "b")));
    assertEquals(2, list.path("models").size());
    assertEquals("models/b", list.at("/models/1/name").textValue());
    assertEquals(list.at("/models/0"), tree(dialect.model("a")));
    assertEquals("generateContent", list.at("/models/0/supportedGenerationMethods/0").textValue());
    assertEquals("{\"models\":[]}", text(dialect.modelList(List.of())));
  }

  private JsonNode error(Failure failure) throws JsonProcessingException {
    return tree(dialect.errorBody(failure, "r1")).path("error");
  }

  private static JsonNode tree(ByteBuf owned) throws JsonProcessingException {
    return JSON.readTree(text(owned));
  }

  private static String text(ByteBuf owned) {
    String text = owned.toString(UTF_8);
    owned.release();
    return text;
  }
}
