package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.JsonText;
import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;

/**
 * Writes errors as Google does, with the status that its clients know for each code.
 *
 * <p>Shape: {@code details} says which field is at fault and when to come back. Source: google.rpc,
 * {@code Status} and {@code error_details}. Threads: any; stateless.
 */
final class GeminiErrors {
  private static final String TYPE = "{\"@type\":\"type.googleapis.com/google.rpc.";

  private GeminiErrors() {}

  /** {@code {"error":{…}}}. */
  static ByteBuf body(Failure failure) {
    return write(new JsonText(), failure).bytes();
  }

  /** An error in the middle of a stream. */
  static ByteBuf event(Failure failure) {
    return write(new JsonText().raw("data: "), failure).raw("\r\n\r\n").bytes();
  }

  private static JsonText write(JsonText text, Failure failure) {
    text.raw("{\"error\":{\"code\":").number(failure.kind().httpStatus());
    text.raw(",\"message\":").string(failure.detail());
    text.raw(",\"status\":").string(status(failure.kind()));
    writeDetails(text, failure);
    return text.raw("}}");
  }

  private static void writeDetails(JsonText text, Failure failure) {
    String separator = ",\"details\":[";
    if (failure.param() != null) {
      text.raw(separator).raw(TYPE).raw("BadRequest\",\"fieldViolations\":[{\"field\":");
      text.string(failure.param()).raw(",\"description\":").string(failure.detail()).raw("}]}");
      separator = ",";
    }
    if (failure.retryAfterMillis() >= 0) {
      String seconds = BigDecimal.valueOf(failure.retryAfterMillis(), 3).toPlainString();
      text.raw(separator).raw(TYPE).raw("RetryInfo\",\"retryDelay\":").string(seconds + "s");
      text.raw("}");
      separator = ",";
    }
    text.raw(separator.equals(",") ? "]" : "");
  }

  private static String status(FailureKind kind) {
    return switch (kind) {
      case INVALID_REQUEST,
          UNSUPPORTED,
          CONTEXT_LENGTH,
          CONTENT_FILTER,
          NO_SUCH_RESPONSE,
          FOREIGN_REASONING,
          TOO_LARGE,
          UNSUPPORTED_MEDIA ->
          "INVALID_ARGUMENT";
      case UNAUTHENTICATED -> "UNAUTHENTICATED";
      case FORBIDDEN -> "PERMISSION_DENIED";
      case NOT_FOUND -> "NOT_FOUND";
      case TERMS_UNMET -> "FAILED_PRECONDITION";
      case METHOD_NOT_ALLOWED -> "UNIMPLEMENTED";
      case CALLER_LIMIT, RATE_LIMITED -> "RESOURCE_EXHAUSTED";
      case REQUEST_TIMEOUT, FIRST_CONTENT_TIMEOUT, STALL, DEADLINE -> "DEADLINE_EXCEEDED";
      case BILLING,
          CREDENTIAL,
          DEPLOYMENT_NOT_FOUND,
          CONNECT,
          TLS,
          RESET,
          OVERLOADED,
          RESIDENCY,
          NO_CANDIDATE,
          GATEWAY_OVERLOADED,
          DRAINING ->
          "UNAVAILABLE";
      case MALFORMED, SERVER_ERROR, INTERNAL -> "INTERNAL";
    };
  }
}
