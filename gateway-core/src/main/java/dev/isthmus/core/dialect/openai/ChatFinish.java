package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Broken;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import org.jspecify.annotations.Nullable;

/** What a {@code finish_reason} means; TGI has its own words beside OpenAI's. */
final class ChatFinish {

  private ChatFinish() {}

  /**
   * The event that ends a choice. Some servers end with "stop" after calls, and so does OpenAI
   * where a call was asked for by name.
   *
   * @param called whether the choice called a tool
   * @param refused whether the model refused to answer
   */
  static TurnEvent event(
      String finishReason, @Nullable String sequence, boolean called, boolean refused) {
    return switch (finishReason) {
      case "length" -> new Stop(StopReason.LENGTH);
      case "tool_calls", "function_call" -> new Stop(StopReason.TOOL_CALLS);
      case "content_filter" -> new Stop(StopReason.FILTER);
      case "error", "abort" ->
          new Broken(
              Failure.ofProvider(
                  FailureKind.SERVER_ERROR,
                  Failure.Retry.UNANSWERED,
                  "the provider ended its answer with " + finishReason));
      default -> {
        if (refused) {
          yield new Stop(StopReason.FILTER);
        }
        yield called ? new Stop(StopReason.TOOL_CALLS) : new Stop(StopReason.END, sequence);
      }
    };
  }
}
