package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenAiErrorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OpenAiDialect dialect = new OpenAiDialect();

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, invalid_request_error, ",
    "CONTEXT_LENGTH, invalid_request_error, context_length_exceeded",
    "CONTENT_FILTER, invalid_request_error, content_filter",
    "UNAUTHENTICATED, authentication_error, invalid_api_key",
    "FORBIDDEN, permission_error, permission_denied",
    "NOT_FOUND, invalid_request_error, not_found",
    "CALLER_LIMIT, rate_limit_error, rate_limit_exceeded",
    "RATE_LIMITED, rate_limit_error, rate_limit_exceeded",
    "TOO_LARGE, invalid_request_error, request_too_large",
    "TERMS_UNMET, invalid_request_error, terms_unmet",
    "INTERNAL, server_error, internal",
    "SERVER_ERROR, server_error, server_error",
    "CREDENTIAL, server_error, upstream_unavailable",
    "OVERLOADED, service_unavailable_error, server_is_overloaded",
    "RESIDENCY, service_unavailable_error, residency",
    "STALL, server_error, stall"
  })
  void writesTypeAndCodeAsClientsKnowThem(FailureKind kind, String type, String code)
      throws IOException {
    JsonNode error = body(Failure.ofPolicy(kind, "why", -1)).get("error");
    assertEquals("why", error.get("message").textValue());
    assertEquals(type, error.get("type").textValue());
    assertEquals(code, error.get("code").textValue());
    assertTrue(error.get("param").isNull());
  }

  @Test
  void namesTheParameterAtFault() throws IOException {
    JsonNode value = body(Failure.ofClient(FailureKind.INVALID_REQUEST, "n: x", "n")).get("error");
    assertEquals("n", value.get("param").textValue());
    assertEquals("invalid_value", value.get("code").textValue());
    JsonNode model = body(Failure.ofClient(FailureKind.NOT_FOUND, "none", "model")).get("error");
    assertEquals("model_not_found", model.get("code").textValue());
  }

  @ParameterizedTest
  @EnumSource
  void writesEveryKind(FailureKind kind) throws IOException {
    JsonNode error =
        body(Failure.ofGateway(kind, "a \"quoted\"\n\\ \u00e9 \ud83d\ude00 \ud83d")).get("error");
    assertEquals(
        "a \"quoted\"\n\\ \u00e9 \ud83d\ude00 \ufffd",
        error.get("message").textValue().replace("\ud83d\ude00 \ud83d", "\ud83d\ude00 \ufffd"));
    assertNotNull(error.get("type").textValue());
    assertEquals(4, error.size());
  }

  @Test
  void writesAnEventThatIsReadAsAnError() {
    Failure failure = Failure.ofProvider(FailureKind.RESET, Retry.NEVER, "cut off");
    for (Operation operation : EnumSet.complementOf(EnumSet.of(Operation.INFER))) {
      UsageTap tap = dialect.tap(operation, true, UsageEvents.PASS);
      ByteBuf event = dialect.errorEvent(operation, failure, "req_1");
      tap.see(event);
      assertNotNull(tap.error());
      String text = event.toString(UTF_8);
      assertTrue(text.endsWith("}\n\n"));
      assertEquals(operation == Operation.RESPONSE, text.startsWith("event: error\ndata: {"));
      assertEquals(operation != Operation.RESPONSE, text.startsWith("data: {\"error\":"));
    }
  }

  @Test
  void writesAFlatErrorIntoAStreamOfResponses() throws IOException {
    Failure failure = Failure.ofProvider(FailureKind.STALL, Retry.NEVER, "silent");
    String text = dialect.errorEvent(Operation.RESPONSE, failure, "req_1").toString(UTF_8);
    JsonNode data = JSON.readTree(text.substring(text.indexOf("{")));
    assertEquals("error", data.get("type").textValue());
    assertEquals("silent", data.get("message").textValue());
    assertEquals("stall", data.get("code").textValue());
    assertEquals(Integer.MAX_VALUE, data.get("sequence_number").intValue());
    assertEquals("silent", data.get("error").get("message").textValue());
  }

  @Test
  void keepsAStreamAliveWithAComment() {
    UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
    ByteBuf bytes = dialect.keepAlive();
    tap.see(bytes);
    assertEquals(": keepalive\n\n", bytes.toString(UTF_8));
    assertEquals(bytes.writerIndex(), tap.wholeUntil());
    assertFalse(tap.contentSeen());
  }

  @Test
  void listsModels() throws IOException {
    JsonNode list =
        JSON.readTree(OpenAiModels.list(List.of("a", "b\"c"), 1767225600).toString(UTF_8));
    assertEquals("list", list.get("object").textValue());
    assertEquals(2, list.get("data").size());
    JsonNode model = list.get("data").get(1);
    assertEquals("b\"c", model.get("id").textValue());
    assertEquals("model", model.get("object").textValue());
    assertEquals(1767225600, model.get("created").longValue());
    assertEquals(JSON.readTree(OpenAiModels.one("b\"c", 1767225600).toString(UTF_8)), model);
    assertEquals(
        "{\"object\":\"list\",\"data\":[]}", OpenAiModels.list(List.of(), 0).toString(UTF_8));
  }

  private JsonNode body(Failure failure) throws IOException {
    return JSON.readTree(dialect.errorBody(failure, "req_1").toString(UTF_8));
  }
}
