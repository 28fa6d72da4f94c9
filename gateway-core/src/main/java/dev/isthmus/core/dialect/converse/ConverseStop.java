package dev.isthmus.core.dialect.converse;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Broken;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;

/** What a {@code stopReason} means. */
final class ConverseStop {

  private ConverseStop() {}

  /**
   * The event that ends an answer. What the model could not write is no end: a caller told "stop"
   * would take a torn answer for the whole one.
   *
   * @param called whether the answer calls a tool
   */
  static TurnEvent event(String stopReason, boolean called) {
    return switch (stopReason) {
      case "max_tokens", "model_context_window_exceeded" -> new Stop(StopReason.LENGTH);
      case "guardrail_intervened", "content_filtered" -> new Stop(StopReason.FILTER);
      case "malformed_model_output", "malformed_tool_use" ->
          new Broken(
              Failure.ofProvider(
                  FailureKind.MALFORMED,
                  Failure.Retry.UNANSWERED,
                  "the model ended with " + stopReason));
      default -> new Stop(called ? StopReason.TOOL_CALLS : StopReason.END);
    };
  }
}
