package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.AnswerTool;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallArguments;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;

/** The block of a stream that is open, and how many calls there were. */
final class ClaudeStreamBlock {
  private Kind kind = Kind.OTHER;
  private int calls;
  private boolean inputSeen;

  /** What becomes of a tool's input. */
  private enum Kind {
    /** Not a tool, or none of the caller's. */
    OTHER,
    CALL,
    ANSWER
  }

  /** Whether a tool of the caller's was called. */
  boolean called() {
    return calls > 0;
  }

  void start(ClaudePiece block, TurnSink sink) throws IOException {
    stop(sink);
    switch (block.type()) {
      case "text" -> block.sayText(sink);
      case "thinking" -> block.sayThought(sink);
      case "redacted_thinking" -> block.sayRedacted(sink);
      case "tool_use" -> startCall(block, sink);
      default -> {}
    }
  }

  private void startCall(ClaudePiece block, TurnSink sink) throws IOException {
    String name = block.callName();
    inputSeen = false;
    if (name.equals(AnswerTool.NAME)) {
      kind = Kind.ANSWER;
    } else {
      kind = Kind.CALL;
      sink.on(new ToolCallStart(calls++, block.callId(), name));
    }
    if (!block.input().equals(ClaudePiece.NO_INPUT)) {
      input(block.input(), sink);
    }
  }

  void delta(ClaudePiece delta, TurnSink sink) throws IOException {
    switch (delta.type()) {
      case "text_delta" -> delta.sayText(sink);
      case "thinking_delta", "signature_delta" -> delta.sayThought(sink);
      case "input_json_delta" -> input(delta.text("partial_json"), sink);
      default -> {}
    }
  }

  /** A call that no input came for has an empty one. */
  void stop(TurnSink sink) throws IOException {
    if (!inputSeen) {
      input(ClaudePiece.NO_INPUT, sink);
    }
    kind = Kind.OTHER;
  }

  private void input(String piece, TurnSink sink) throws IOException {
    if (piece.isEmpty()) {
      return;
    }
    inputSeen = true;
    switch (kind) {
      case CALL -> sink.on(new ToolCallArguments(calls - 1, piece));
      case ANSWER -> sink.on(new Text(piece));
      case OTHER -> {}
    }
  }
}
