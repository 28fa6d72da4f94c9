package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.JsonText;
import io.netty.buffer.ByteBuf;

/**
 * Writes errors as Anthropic does, with the types that its clients know for each status. Threads:
 * any; stateless.
 */
final class AnthropicErrors {
  private static final String INVALID_REQUEST = "invalid_request_error";
  private static final String OVERLOADED = "overloaded_error";
  private static final String TIMEOUT = "timeout_error";
  private static final String API = "api_error";

  private AnthropicErrors() {}

  /** {@code {"type":"error","error":{…},"request_id":…}}. */
  static ByteBuf body(Failure failure, String requestId) {
    return write(new JsonText(), failure, requestId).bytes();
  }

  /** An error in the middle of a stream. */
  static ByteBuf event(Failure failure, String requestId) {
    JsonText text = new JsonText().raw("event: error\ndata: ");
    return write(text, failure, requestId).raw("\n\n").bytes();
  }

  private static JsonText write(JsonText text, Failure failure, String requestId) {
    return text.raw("{\"type\":\"error\",\"error\":{\"type\":")
        .string(type(failure.kind()))
        .raw(",\"message\":")
        .string(failure.detail())
        .raw("},\"request_id\":")
        .string(requestId)
        .raw("}");
  }

  private static String type(FailureKind kind) {
    return switch (kind) {
      case INVALID_REQUEST,
          UNSUPPORTED,
          CONTEXT_LENGTH,
          CONTENT_FILTER,
          NO_SUCH_RESPONSE,
          FOREIGN_REASONING,
          METHOD_NOT_ALLOWED,
          TERMS_UNMET,
          UNSUPPORTED_MEDIA ->
          INVALID_REQUEST;
      case UNAUTHENTICATED -> "authentication_error";
      case FORBIDDEN -> "permission_error";
      case NOT_FOUND -> "not_found_error";
      case TOO_LARGE -> "request_too_large";
      case CALLER_LIMIT, RATE_LIMITED -> "rate_limit_error";
      case REQUEST_TIMEOUT, FIRST_CONTENT_TIMEOUT, STALL, DEADLINE -> TIMEOUT;
      case OVERLOADED, RESIDENCY, NO_CANDIDATE, GATEWAY_OVERLOADED, DRAINING -> OVERLOADED;
      case BILLING,
          CREDENTIAL,
          DEPLOYMENT_NOT_FOUND,
          CONNECT,
          TLS,
          RESET,
          MALFORMED,
          SERVER_ERROR,
          INTERNAL ->
          API;
    };
  }
}
