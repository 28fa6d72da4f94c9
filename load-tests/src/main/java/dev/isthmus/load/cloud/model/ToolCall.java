package dev.isthmus.load.cloud.model;

/** One call the model makes; the arguments are the text of a JSON document. */
public record ToolCall(String id, String name, Pieces arguments) {

  /** Tokens of output this call costs: its name counts as one. */
  public int tokens() {
    return 1 + arguments.count();
  }
}
