package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives calls and their results ids that Anthropic takes: other providers use more characters, and
 * some dialects name none. An id of a form that is not taken always becomes the same one, so that
 * what was said before reads the same in every request.
 */
final class ClaudeCallIds {
  private static final Pattern TAKEN = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern NOT_TAKEN = Pattern.compile("[^a-zA-Z0-9_-]");

  private final Set<String> named = new HashSet<>();

  /** Ids that were made for calls without one and are not answered yet, by the tool's name. */
  private final Map<String, Queue<String>> unanswered = new HashMap<>();

  private int made;

  String of(ToolCall call) {
    String id = call.id();
    if (id != null && !id.isEmpty()) {
      named.add(id);
      return taken(id);
    }
    String own = "call_" + made++;
    unanswered.computeIfAbsent(call.name(), name -> new ArrayDeque<>()).add(own);
    return own;
  }

  /** A result that names no call answers the first of its tool's calls that is not answered. */
  String of(ToolResult result) {
    String own = named.contains(result.callId()) ? null : answer(result.name());
    return own == null ? taken(result.callId()) : own;
  }

  private @Nullable String answer(String name) {
    Queue<String> waiting = unanswered.get(name);
    return waiting == null ? null : waiting.poll();
  }

  /** The hash keeps ids apart that differ only in what is replaced. */
  static String taken(String id) {
    return TAKEN.matcher(id).matches()
        ? id
        : NOT_TAKEN.matcher(id).replaceAll("_") + "-" + Integer.toHexString(id.hashCode());
  }
}
