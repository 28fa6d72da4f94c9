package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import org.jspecify.annotations.Nullable;

/** What a {@code stop_reason} means. */
final class ClaudeStop {

  private ClaudeStop() {}

  /**
   * The event that ends an answer. A turn that the provider paused ends like any other: no other
   * dialect can say that it wants to go on.
   *
   * @param sequence the stop sequence that was met, or null
   * @param called whether a tool of the caller's was called
   */
  static Stop event(String reason, @Nullable String sequence, boolean called) {
    return switch (reason) {
      case "max_tokens", "model_context_window_exceeded" -> new Stop(StopReason.LENGTH);
      case "refusal" -> new Stop(StopReason.FILTER);
      case "stop_sequence" -> new Stop(StopReason.END, sequence);
      default -> new Stop(called ? StopReason.TOOL_CALLS : StopReason.END);
    };
  }
}
