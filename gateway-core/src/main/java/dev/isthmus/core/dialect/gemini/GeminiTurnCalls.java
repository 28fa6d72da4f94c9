package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.TurnBounds;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The function calls of one conversation that wait for their answers. Calls without an id get one
 * by their place, so that the same conversation is said the same way each time it is sent; their
 * answers are told by name and order.
 *
 * <p>Shape: at most {@value TurnBounds#MAX_CALLS} calls; each is made and answered in constant
 * time.
 */
final class GeminiTurnCalls {
  private final Set<String> ids = new HashSet<>();
  private final Map<String, ToolCall> open = new HashMap<>();

  /** The ids of the calls of each name in their order, those that were answered by id included. */
  private final Map<String, Queue<String>> idsByName = new HashMap<>();

  private int made;

  /** The next call, with an id. */
  ToolCall made(ToolCall call, @Nullable Signature signature) throws TurnRefusal {
    TurnBounds.checkRoom(ids.size(), TurnBounds.MAX_CALLS, "contents.parts.functionCall");
    String id = call.id();
    while (id == null || !ids.add(id)) {
      id = "call_" + made++;
    }
    ToolCall named = new ToolCall(id, call.name(), call.arguments(), signature);
    open.put(id, named);
    idsByName.computeIfAbsent(call.name(), name -> new ArrayDeque<>()).add(id);
    return named;
  }

  /** The call that an answer with {@code id}, maybe empty, and {@code name} belongs to, or null. */
  @Nullable ToolCall answered(String id, String name) {
    ToolCall call = open.remove(id);
    Queue<String> named = idsByName.get(name);
    while (call == null && named != null && !named.isEmpty()) {
      call = open.remove(named.remove());
    }
    return call;
  }
}
