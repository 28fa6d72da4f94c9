package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnRefusal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tool uses of a conversation, and which of them still wait for their results. */
final class MessagesTurnCalls {
  private final Set<String> known = new HashSet<>();

  /** Names of the tools, by the id of their use: a result names the id alone. */
  private final Map<String, String> unanswered = new HashMap<>();

  /** A tool is used. */
  void call(String id, String name, String param) throws TurnRefusal {
    if (!known.add(id)) {
      throw TurnRefusal.invalid(param, "an id that no other tool_use has");
    }
    unanswered.put(id, name);
  }

  /** A use is answered; returns the tool's name. */
  String answer(String id, String param) throws TurnRefusal {
    String name = unanswered.remove(id);
    if (name == null) {
      throw TurnRefusal.invalid(param, "the id of a tool_use in the turn before, once");
    }
    return name;
  }

  void requireAnswered(String param) throws TurnRefusal {
    if (!unanswered.isEmpty()) {
      throw TurnRefusal.invalid(
          param, "a tool_result for each tool_use, at the start of the turn after it");
    }
  }
}
