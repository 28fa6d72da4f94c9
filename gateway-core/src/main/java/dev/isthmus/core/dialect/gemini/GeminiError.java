package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;

/** Reads an error object inside an answer whose head said that all was well. */
final class GeminiError {

  private GeminiError() {}

  /** The provider's message is left out: it may name projects and accounts. */
  static Failure read(JsonParser parser) throws IOException {
    String[] status = {""};
    int[] code = {0};
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            switch (name) {
              case "status" -> status[0] = parser.getValueAsString("");
              case "code" -> code[0] = parser.getValueAsInt();
              default -> {}
            }
            parser.skipChildren();
          });
    }
    return failure(status[0], code[0]);
  }

  /** What an error of such a {@code status} means, or of such a {@code code} where that is new. */
  static Failure failure(String status, long code) {
    if (status.equals("INVALID_ARGUMENT") || status.equals("FAILED_PRECONDITION")) {
      return Failure.ofClient(
          FailureKind.INVALID_REQUEST, "the provider refused the request as invalid");
    }
    FailureKind kind = kind(status, code);
    Failure.Retry retry =
        kind == FailureKind.RATE_LIMITED ? Failure.Retry.REFUSED : Failure.Retry.UNANSWERED;
    return Failure.ofProvider(kind, retry, "the provider broke off with an error: " + kind);
  }

  private static FailureKind kind(String status, long code) {
    return switch (status) {
      case "RESOURCE_EXHAUSTED" -> FailureKind.RATE_LIMITED;
      case "UNAVAILABLE" -> FailureKind.OVERLOADED;
      case "UNAUTHENTICATED", "PERMISSION_DENIED" -> FailureKind.CREDENTIAL;
      case "NOT_FOUND" -> FailureKind.DEPLOYMENT_NOT_FOUND;
      default ->
          switch ((int) code) {
            case 429 -> FailureKind.RATE_LIMITED;
            case 503 -> FailureKind.OVERLOADED;
            default -> FailureKind.SERVER_ERROR;
          };
    };
  }
}
