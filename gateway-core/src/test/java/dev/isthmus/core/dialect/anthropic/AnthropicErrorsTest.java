package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.text;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnthropicErrorsTest {
  private final AnthropicDialect dialect = new AnthropicDialect();

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, invalid_request_error",
    "UNSUPPORTED, invalid_request_error",
    "UNAUTHENTICATED, authentication_error",
    "FORBIDDEN, permission_error",
    "NOT_FOUND, not_found_error",
    "TOO_LARGE, request_too_large",
    "CALLER_LIMIT, rate_limit_error",
    "RATE_LIMITED, rate_limit_error",
    "INTERNAL, api_error",
    "SERVER_ERROR, api_error",
    "CREDENTIAL, api_error",
    "OVERLOADED, overloaded_error",
    "DEADLINE, timeout_error",
    "REQUEST_TIMEOUT, timeout_error"
  })
  void writesTheTypeThatClientsKnow(FailureKind kind, String type) {
    JsonNode body = tree(text(dialect.errorBody(Failure.ofPolicy(kind, "why", -1), "req_1")));
    assertEquals("error", body.path("type").textValue());
    assertEquals(type, body.at("/error/type").textValue());
    assertEquals("why", body.at("/error/message").textValue());
    assertEquals("req_1", body.path("request_id").textValue());
    assertEquals(3, body.size());
    assertEquals(2, body.path("error").size());
  }

  @ParameterizedTest
  @EnumSource
  void writesAnEventThatIsReadAsAnError(FailureKind kind) {
    Failure failure = Failure.ofProvider(kind, Retry.NEVER, "a \"quoted\"\nline");
    ByteBuf event = dialect.errorEvent(Operation.CHAT, failure, "req_1");
    UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
    tap.see(event);
    assertNotNull(tap.error());
    String text = text(event);
    assertTrue(text.startsWith("event: error\ndata: {"), text);
    assertTrue(text.endsWith("}\n\n"), text);
    JsonNode data = tree(text.substring(text.indexOf('{')));
    assertEquals("a \"quoted\"\nline", data.at("/error/message").textValue());
  }

  @Test
  void keepsAStreamAliveWithAPing() {
    UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
    ByteBuf ping = dialect.keepAlive();
    tap.see(ping);
    assertEquals(ping.writerIndex(), tap.wholeUntil());
    assertFalse(tap.contentSeen());
    assertNull(tap.error());
    assertEquals("event: ping\ndata: {\"type\": \"ping\"}\n\n", text(ping));
  }

  @Test
  void listsModels() {
    JsonNode list = tree(text(dialect.modelList(List.of("a", "b\"c"))));
    assertEquals(2, list.path("data").size());
    assertFalse(list.path("has_more").asBoolean(true));
    assertEquals("a", list.path("first_id").textValue());
    assertEquals("b\"c", list.path("last_id").textValue());
    JsonNode model = list.path("data").get(1);
    assertEquals("model", model.path("type").textValue());
    assertEquals("b\"c", model.path("id").textValue());
    assertEquals("b\"c", model.path("display_name").textValue());
    assertEquals("1970-01-01T00:00:00Z", model.path("created_at").textValue());
    assertEquals(tree(text(dialect.model("b\"c"))), model);
    assertEquals(
        "{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}",
        text(dialect.modelList(List.of())));
  }
}
