package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.util.Locale;

/** What an exception inside an answer means whose head said that all was well. */
final class ConverseFault {
  private static final String SUFFIX = "exception";

  private ConverseFault() {}

  /** The provider's message is left out: it may name models and accounts. */
  static Failure of(String name, byte[] payload) throws IOException {
    String fault = name.toLowerCase(Locale.ROOT);
    if (fault.endsWith(SUFFIX)) {
      fault = fault.substring(0, fault.length() - SUFFIX.length());
    }
    return AnswerError.of(
        fault.equals("modelstreamerror") ? kindOfStatus(originalStatus(payload)) : kind(fault),
        false);
  }

  private static FailureKind kind(String fault) {
    return switch (fault) {
      case "validation" -> FailureKind.INVALID_REQUEST;
      case "throttling", "servicequotaexceeded" -> FailureKind.RATE_LIMITED;
      case "serviceunavailable", "modelnotready" -> FailureKind.OVERLOADED;
      case "accessdenied",
          "unrecognizedclient",
          "invalidsignature",
          "expiredtoken",
          "missingauthenticationtoken" ->
          FailureKind.CREDENTIAL;
      case "resourcenotfound" -> FailureKind.DEPLOYMENT_NOT_FOUND;
      default -> FailureKind.SERVER_ERROR;
    };
  }

  private static FailureKind kindOfStatus(int status) {
    return switch (status) {
      case 429 -> FailureKind.RATE_LIMITED;
      case 503, 529 -> FailureKind.OVERLOADED;
      default -> FailureKind.SERVER_ERROR;
    };
  }

  /** What the model's own host answered; 0 where that is not said. */
  private static int originalStatus(byte[] payload) throws IOException {
    int[] status = {0};
    try (JsonParser parser = TurnJson.parser(payload, payload.length)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        TurnJson.members(
            parser,
            name -> {
              if (name.equals("originalStatusCode")) {
                status[0] = parser.getValueAsInt();
              }
              parser.skipChildren();
            });
      }
    } catch (JsonProcessingException e) {
      return 0; // that it failed is known without its payload
    }
    return status[0];
  }
}
