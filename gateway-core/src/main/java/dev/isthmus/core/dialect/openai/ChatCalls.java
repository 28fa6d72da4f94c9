package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParseException;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallArguments;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one choice, counted from 0 as they begin. Servers differ in how they tell one
 * call from the next: by index, by id alone, or with one index for all and an id for each.
 *
 * <p>Errors: arguments of a call without a name break the answer's grammar.
 */
final class ChatCalls {
  /** More calls than any answer makes; bounds what it can make us keep. */
  private static final int MAX_CALLS = 256;

  private final Map<Integer, Call> byIndex = new HashMap<>();
  private final Map<String, Call> byId = new HashMap<>();
  private @Nullable Call last;
  private int count;

  /** Whether any call was made. */
  boolean any() {
    return count > 0;
  }

  /** Says a call that is whole. */
  void whole(ChatCallPiece piece, TurnSink sink) throws IOException {
    if (piece.name() == null) {
      throw new JsonParseException(null, "a tool call without a name");
    }
    begin();
    sink.on(new ToolCall(piece.id(), piece.name(), piece.arguments(), piece.signature()));
  }

  /** Says the next piece of a call. */
  void go(ChatCallPiece piece, TurnSink sink) throws IOException {
    Call call = call(piece);
    last = call;
    if (call.id == null && piece.id() != null) {
      call.id = piece.id();
      byId.put(call.id, call);
    }
    String name = piece.name();
    if (call.begun) {
      arguments(call, piece, sink);
    } else if (name != null) {
      call.begun = true;
      if (piece.signature() != null && TurnJson.isObject(piece.arguments())) {
        sink.on(new ToolCall(call.id, name, piece.arguments(), piece.signature()));
      } else {
        sink.on(new ToolCallStart(call.ordinal, call.id, name));
        arguments(call, piece, sink);
      }
    } else if (!piece.arguments().isEmpty()) {
      throw new JsonParseException(null, "arguments of a tool call without a name");
    }
  }

  private static void arguments(Call call, ChatCallPiece piece, TurnSink sink) throws IOException {
    if (!piece.arguments().isEmpty()) {
      sink.on(new ToolCallArguments(call.ordinal, piece.arguments()));
    }
  }

  private Call call(ChatCallPiece piece) throws IOException {
    if (piece.index() == ChatCallPiece.UNKNOWN) {
      Call known = piece.id() != null ? byId.get(piece.id()) : piece.name() != null ? null : last;
      return known == null ? begin() : known;
    }
    Call known = byIndex.get(piece.index());
    if (known == null || isOther(known, piece)) {
      known = begin();
      byIndex.put(piece.index(), known);
    }
    return known;
  }

  /** Whether the piece begins a call under the index of another. */
  private static boolean isOther(Call known, ChatCallPiece piece) {
    return known.begun
        && known.id != null
        && piece.id() != null
        && piece.name() != null
        && !piece.id().equals(known.id);
  }

  private Call begin() throws IOException {
    if (count == MAX_CALLS) {
      throw new JsonParseException(null, "more than " + MAX_CALLS + " tool calls");
    }
    return new Call(count++);
  }

  private static final class Call {
    private final int ordinal;
    private @Nullable String id;
    private boolean begun;

    Call(int ordinal) {
      this.ordinal = ordinal;
    }
  }
}
