package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.JsonText;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes errors as OpenAI does, with the types and codes that its clients know for each status.
 * Threads: any; stateless.
 */
final class OpenAiErrors {
  private static final String INVALID_REQUEST = "invalid_request_error";
  private static final String RATE_LIMIT = "rate_limit_error";
  private static final String SERVER = "server_error";
  private static final String UNAVAILABLE = "service_unavailable_error";

  /**
   * Clients require a number of each event of a response and take an error's for the last; how many
   * came before is not known here.
   */
  private static final String LAST = "2147483647";

  private OpenAiErrors() {}

  /** {@code {"error":{…}}}. */
  static ByteBuf body(Failure failure) {
    return write(new JsonText().raw("{\"error\":"), failure).raw("}").bytes();
  }

  /**
   * An error in the middle of a stream. Clients raise what has an {@code error} member; a stream of
   * responses has named, flat events besides, so there the event is both.
   */
  static ByteBuf event(Operation operation, Failure failure) {
    if (operation != Operation.RESPONSE) {
      return write(new JsonText().raw("data: {\"error\":"), failure).raw("}\n\n").bytes();
    }
    JsonText text =
        new JsonText().raw("event: error\ndata: {\"type\":\"error\",\"sequence_number\":");
    text.raw(LAST)
        .raw(",\"code\":")
        .string(code(failure))
        .raw(",\"message\":")
        .string(failure.detail());
    text.raw(",\"param\":").string(failure.param()).raw(",\"error\":");
    return write(text, failure).raw("}\n\n").bytes();
  }

  private static JsonText write(JsonText text, Failure failure) {
    return text.raw("{\"message\":")
        .string(failure.detail())
        .raw(",\"type\":")
        .string(type(failure.kind()))
        .raw(",\"param\":")
        .string(failure.param())
        .raw(",\"code\":")
        .string(code(failure))
        .raw("}");
  }

  private static String type(FailureKind kind) {
    return switch (kind) {
      case UNAUTHENTICATED -> "authentication_error";
      case FORBIDDEN -> "permission_error";
      case CALLER_LIMIT, RATE_LIMITED -> RATE_LIMIT;
      case REQUEST_TIMEOUT -> "timeout";
      case OVERLOADED, RESIDENCY, NO_CANDIDATE, GATEWAY_OVERLOADED, DRAINING -> UNAVAILABLE;
      default -> kind.httpStatus() < FailureKind.INTERNAL.httpStatus() ? INVALID_REQUEST : SERVER;
    };
  }

  /** The code that OpenAI uses, or our own name of the kind where it has none. */
  private static @Nullable String code(Failure failure) {
    boolean named = failure.param() != null;
    return switch (failure.kind()) {
      case INVALID_REQUEST -> named ? "invalid_value" : null;
      case UNSUPPORTED -> "unsupported_parameter";
      case NO_SUCH_RESPONSE -> "previous_response_not_found";
      case CONTEXT_LENGTH -> "context_length_exceeded";
      case FOREIGN_REASONING -> "invalid_encrypted_content";
      case UNAUTHENTICATED -> "invalid_api_key";
      case FORBIDDEN -> "permission_denied";
      case NOT_FOUND -> "model".equals(failure.param()) ? "model_not_found" : "not_found";
      case TOO_LARGE -> "request_too_large";
      case UNSUPPORTED_MEDIA -> "unsupported_media_type";
      case CALLER_LIMIT, RATE_LIMITED -> "rate_limit_exceeded";
      case OVERLOADED, GATEWAY_OVERLOADED -> "server_is_overloaded";
      case BILLING, CREDENTIAL, DEPLOYMENT_NOT_FOUND -> "upstream_unavailable";
      default -> failure.kind().name().toLowerCase(Locale.ROOT);
    };
  }
}
