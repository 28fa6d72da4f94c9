package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Broken;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;

/** What a {@code finishReason} means. */
final class GeminiFinish {

  private GeminiFinish() {}

  /**
   * The event that ends a candidate. A call that the model could not write is no end: a caller told
   * "stop" would take an empty answer for the whole one.
   *
   * @param called whether the candidate called a tool in any record so far
   */
  static TurnEvent event(String finishReason, boolean called) {
    return switch (finishReason) {
      case "MAX_TOKENS" -> new Stop(StopReason.LENGTH);
      case "SAFETY",
          "RECITATION",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          new Stop(StopReason.FILTER);
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
          new Broken(
              Failure.ofProvider(
                  FailureKind.MALFORMED,
                  Failure.Retry.UNANSWERED,
                  "the model ended with " + finishReason));
      default -> new Stop(called ? StopReason.TOOL_CALLS : StopReason.END);
    };
  }
}
