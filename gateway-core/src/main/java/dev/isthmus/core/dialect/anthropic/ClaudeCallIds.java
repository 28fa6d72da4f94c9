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
 * some dialects name none or the same one in every turn. An id of a form that is not taken always
 * becomes the same one, and one that comes again gets a number, so that what was said before reads
 * the same in every request.
 */
final class ClaudeCallIds {
  private static final Pattern TAKEN = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern NOT_TAKEN = Pattern.compile("[^a-zA-Z0-9_-]");

  /** Of calls that are not answered yet, and of the last that was, by the id they came with. */
  private final Map<String, Named> named = new HashMap<>();

  private final Set<String> written = new HashSet<>();

  /** How often an id came again. */
  private final Map<String, Integer> again = new HashMap<>();

  /** Ids that were made for calls without one and are not answered yet, by the tool's name. */
  private final Map<String, Queue<String>> unanswered = new HashMap<>();

  private int made;

  String of(ToolCall call) {
    String id = call.id();
    if (id != null && !id.isEmpty()) {
      String once = once(taken(id));
      named.computeIfAbsent(id, unused -> new Named()).waiting.add(once);
      return once;
    }
    String own = once("call_" + made++);
    unanswered.computeIfAbsent(call.name(), name -> new ArrayDeque<>()).add(own);
    return own;
  }

  /** A result that names no call answers the first of its tool's calls that is not answered. */
  String of(ToolResult result) {
    Named calls = named.get(result.callId());
    String own = calls == null ? answer(result.name()) : calls.answer();
    return own == null ? taken(result.callId()) : own;
  }

  /** {@code id}, or another where a call has it. */
  private String once(String id) {
    String own = id;
    while (!written.add(own)) {
      own = id + "-" + (again.merge(id, 1, Integer::sum) + 1);
    }
    return own;
  }

  private @Nullable String answer(String name) {
    Queue<String> waiting = unanswered.get(name);
    return waiting == null ? null : waiting.poll();
  }

  /** The calls that came with one id. */
  private static final class Named {
    private final Queue<String> waiting = new ArrayDeque<>();
    private @Nullable String last;

    @Nullable String answer() {
      String first = waiting.poll();
      last = first == null ? last : first;
      return last;
    }
  }

  /** The hash keeps ids apart that differ only in what is replaced. */
  static String taken(String id) {
    return TAKEN.matcher(id).matches()
        ? id
        : NOT_TAKEN.matcher(id).replaceAll("_") + "-" + Integer.toHexString(id.hashCode());
  }
}
