package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The function calls of one conversation that wait for their answers. Calls without an id get one
 * by their place, so that the same conversation is said the same way each time it is sent; their
 * answers are told by name and order.
 */
final class GeminiTurnCalls {
  private final Set<String> ids = new HashSet<>();
  private final List<ToolCall> open = new ArrayList<>();
  private int made;

  /** The next call, with an id. */
  ToolCall made(ToolCall call, @Nullable Signature signature) {
    String id = call.id();
    while (id == null || !ids.add(id)) {
      id = "call_" + made++;
    }
    ToolCall named = new ToolCall(id, call.name(), call.arguments(), signature);
    open.add(named);
    return named;
  }

  /** The call that an answer with {@code id}, maybe empty, and {@code name} belongs to, or null. */
  @Nullable ToolCall answered(String id, String name) {
    ToolCall call = take(known -> id.equals(known.id()));
    return call == null ? take(known -> name.equals(known.name())) : call;
  }

  private @Nullable ToolCall take(Predicate<ToolCall> wanted) {
    for (Iterator<ToolCall> calls = open.iterator(); calls.hasNext(); ) {
      ToolCall call = calls.next();
      if (wanted.test(call)) {
        calls.remove();
        return call;
      }
    }
    return null;
  }
}
