package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;

/**
 * Stands in for an answer of a given shape with models that follow no schema: they must call a tool
 * that takes the answer, and its input is the answer's text.
 */
public final class AnswerTool {
  /** Tells the call apart from the caller's own: no one else names a tool like this. */
  public static final String NAME = "isthmus_json_answer";

  private AnswerTool() {}

  public static Tool of(Format format) {
    return new Tool(NAME, "Gives the final answer to the user.", format.schema(), false, null);
  }
}
