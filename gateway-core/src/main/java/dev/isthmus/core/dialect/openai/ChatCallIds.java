package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Gives every call of a conversation an id that OpenAI takes, and every result the id of its call.
 * A call without an id, or with one that is too long, gets one by its place, so that the same
 * conversation is always written the same way.
 */
final class ChatCallIds {
  /** Longest id that OpenAI takes. */
  private static final int MAX_CHARS = 40;

  private final Losses losses;

  /** What was written for an id that came with a call. */
  private final Map<String, String> written = new HashMap<>();

  /** Calls without an id that wait for their results, which then name the tool alone. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private int minted;

  ChatCallIds(Losses losses) {
    this.losses = losses;
  }

  /** The id to write for {@code call}. */
  String called(ToolCall call) {
    String id = call.id();
    if (id == null || id.isEmpty()) {
      String own = mint();
      waiting.add(new Waiting(call.name(), own));
      return own;
    }
    return written.computeIfAbsent(id, given -> given.length() > MAX_CHARS ? mint() : given);
  }

  /**
   * The id of the call that {@code result} answers.
   *
   * @throws TurnRefusal where there is none
   */
  String answered(ToolResult result) throws TurnRefusal {
    String known = written.get(result.callId());
    if (known != null) {
      return known;
    }
    for (Iterator<Waiting> calls = waiting.iterator(); calls.hasNext(); ) {
      Waiting call = calls.next();
      if (call.name.equals(result.name())) {
        calls.remove();
        return call.id;
      }
    }
    throw losses.badConversation("a tool call before each tool result");
  }

  private String mint() {
    return "call_by_place_" + minted++;
  }

  private record Waiting(String name, String id) {}
}
