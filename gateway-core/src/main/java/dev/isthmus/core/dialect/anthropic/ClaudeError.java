package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an error object inside an answer whose head said that all was well: Anthropic's own, or one
 * of the cloud's in front of it, which says a status in Google's words.
 */
final class ClaudeError {

  private ClaudeError() {}

  /**
   * Reads the error that the parser stands on, null where it is none. The provider's message is
   * left out: it may name accounts, or hold the prompt.
   */
  static @Nullable Failure read(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return null;
    }
    String[] word = {""};
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            if (name.equals("type") || name.equals("status")) {
              word[0] = parser.getValueAsString("");
            }
            parser.skipChildren();
          });
    } else {
      parser.skipChildren();
    }
    return failure(word[0]);
  }

  private static Failure failure(String word) {
    return switch (word) {
      case "invalid_request_error", "INVALID_ARGUMENT", "FAILED_PRECONDITION" ->
          Failure.ofClient(
              FailureKind.INVALID_REQUEST, "the provider refused the request as invalid");
      case "request_too_large" ->
          Failure.ofClient(FailureKind.TOO_LARGE, "the request is too large for the provider");
      case "authentication_error", "permission_error", "UNAUTHENTICATED", "PERMISSION_DENIED" ->
          refused(FailureKind.CREDENTIAL);
      case "billing_error" -> refused(FailureKind.BILLING);
      case "not_found_error", "NOT_FOUND" -> refused(FailureKind.DEPLOYMENT_NOT_FOUND);
      case "rate_limit_error", "RESOURCE_EXHAUSTED" -> refused(FailureKind.RATE_LIMITED);
      case "overloaded_error", "UNAVAILABLE" ->
          broken(FailureKind.OVERLOADED, Failure.Retry.UNANSWERED);
      default -> broken(FailureKind.SERVER_ERROR, Failure.Retry.UNANSWERED);
    };
  }

  private static Failure refused(FailureKind kind) {
    return broken(kind, Failure.Retry.REFUSED);
  }

  private static Failure broken(FailureKind kind, Failure.Retry retry) {
    return Failure.ofProvider(kind, retry, "the provider broke off with an error: " + kind);
  }
}
