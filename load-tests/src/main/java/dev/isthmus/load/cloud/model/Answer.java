package dev.isthmus.load.cloud.model;

import java.util.List;

/**
 * What the simulated model answers: hidden reasoning first, then text, then tool calls.
 *
 * <p>Units: every piece of text is one token, so what was sold is known at any moment.
 */
public record Answer(int reasoningTokens, Pieces text, List<ToolCall> calls, Finish finish) {

  public Answer {
    calls = List.copyOf(calls);
  }

  /** All tokens of output, reasoning included. */
  public int outputTokens() {
    return reasoningTokens + text.count() + calls.stream().mapToInt(ToolCall::tokens).sum();
  }
}
