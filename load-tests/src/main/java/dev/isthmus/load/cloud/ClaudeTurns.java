package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the Messages API refuses of a conversation: roles, order, and results that do not answer
 * their calls. One object checks one conversation.
 */
final class ClaudeTurns {

  private static final Set<String> ROLES = Set.of("user", "assistant", "system");
  private static final Set<String> THOUGHTS = Set.of("thinking", "redacted_thinking");

  private final JsonNode messages;
  private final ClaudeBlocks blocks;
  private final boolean thinks;
  private final Set<String> everCalled = new HashSet<>();

  /** {@code thinks}: extended thinking is on, and wants its thoughts back. */
  ClaudeTurns(JsonNode messages, ClaudeSeal seal, boolean thinks) {
    this.messages = messages;
    this.blocks = new ClaudeBlocks(seal);
    this.thinks = thinks;
  }

  /** What is wrong, or null. */
  @Nullable Problem check() {
    if (!messages.isArray()) {
      return ClaudeCheck.bad("messages: Input should be a valid list");
    }
    if (messages.isEmpty()) {
      return ClaudeCheck.bad("messages: at least one message is required");
    }
    Set<String> open = new LinkedHashSet<>();
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      Problem problem = role(message, i);
      if (problem == null) {
        problem = content(message, i);
      }
      if (problem == null) {
        problem = results(message, i, open);
      }
      if (problem == null) {
        problem = calls(message, i, open);
      }
      if (problem != null) {
        return problem;
      }
    }
    return open.isEmpty() ? ending() : unanswered(messages.size() - 1, open);
  }

  private static @Nullable Problem role(JsonNode message, int index) {
    String role = message.path("role").asText("");
    if (role.isEmpty()) {
      return ClaudeCheck.bad("messages." + index + ".role: Field required");
    }
    if (!ROLES.contains(role)) {
      return ClaudeCheck.bad("messages." + index + ".role: Input should be 'user' or 'assistant'");
    }
    return index == 0 && !role.equals("user")
        ? ClaudeCheck.bad("messages: first message must use the \"user\" role")
        : null;
  }

  private @Nullable Problem content(JsonNode message, int index) {
    JsonNode content = message.path("content");
    String place = "messages." + index + ".content";
    if (content.isMissingNode()) {
      return ClaudeCheck.bad(place + ": Field required");
    }
    if (!content.isTextual() && !content.isArray()) {
      return ClaudeCheck.bad(place + ": Input should be a valid string or list");
    }
    boolean last = index == messages.size() - 1;
    boolean mayBeEmpty = last && message.path("role").asText().equals("assistant");
    boolean empty = content.isTextual() ? content.asText().isEmpty() : content.isEmpty();
    if (empty && !mayBeEmpty) {
      return ClaudeCheck.bad(
          "messages."
              + index
              + ": all messages must have non-empty content except for the optional final"
              + " assistant message");
    }
    return blocks.check(content, message.path("role").asText(), place);
  }

  /** Every call of the message before is answered at the start of this one. */
  private @Nullable Problem results(JsonNode message, int index, Set<String> open) {
    Set<String> answered = new HashSet<>();
    boolean atStart = true;
    int place = 0;
    for (JsonNode block : message.path("content")) {
      boolean result = block.path("type").asText().equals("tool_result");
      String id = block.path("tool_use_id").asText();
      if (result && atStart && answered.contains(id)) {
        return ClaudeCheck.bad(
            "messages."
                + index
                + ": each tool_use must have a single result. Found multiple `tool_result` blocks"
                + " with id: "
                + id);
      }
      if (result && atStart && open.remove(id)) {
        answered.add(id);
      } else if (result && (open.isEmpty() || atStart)) {
        return ClaudeCheck.bad(
            "messages."
                + index
                + ".content."
                + place
                + ": unexpected `tool_use_id` found in `tool_result` blocks: "
                + id
                + ". Each `tool_result` block must have a corresponding `tool_use` block in the"
                + " previous message.");
      }
      atStart &= result;
      place++;
    }
    return open.isEmpty() ? null : unanswered(index - 1, open);
  }

  private @Nullable Problem calls(JsonNode message, int index, Set<String> open) {
    for (JsonNode block : message.path("content")) {
      if (block.path("type").asText().equals("tool_use")) {
        String id = block.path("id").asText();
        if (!everCalled.add(id)) {
          return ClaudeCheck.bad(
              "messages." + index + ": `tool_use` ids must be unique. Found twice: " + id);
        }
        open.add(id);
      }
    }
    return thinks && !open.isEmpty() ? thought(message, index) : null;
  }

  /** In the turn that is going on, an answer with calls begins with its thoughts. */
  private @Nullable Problem thought(JsonNode message, int index) {
    String first = message.path("content").path(0).path("type").asText();
    return index < turnStart() || THOUGHTS.contains(first)
        ? null
        : ClaudeCheck.bad(
            "messages."
                + index
                + ".content.0.type: Expected `thinking` or `redacted_thinking`, but found `"
                + first
                + "`. When `thinking` is enabled, a final `assistant` message must start with a"
                + " thinking block.");
  }

  /** The last message in which the user says something that is no tool's result. */
  private int turnStart() {
    int start = 0;
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String first = message.path("content").path(0).path("type").asText();
      boolean user = message.path("role").asText().equals("user");
      start = user && !first.equals("tool_result") ? i : start;
    }
    return start;
  }

  private @Nullable Problem ending() {
    JsonNode last = messages.get(messages.size() - 1);
    if (!last.path("role").asText().equals("assistant")) {
      return null;
    }
    if (thinks) {
      return ClaudeCheck.bad("messages: the last must be of the user when thinking is enabled");
    }
    JsonNode content = last.path("content");
    String text =
        content.isTextual()
            ? content.asText()
            : content.path(content.size() - 1).path("text").asText("");
    return text.equals(text.stripTrailing())
        ? null
        : ClaudeCheck.bad("messages: final assistant content cannot end with trailing whitespace");
  }

  private static Problem unanswered(int index, Set<String> open) {
    return ClaudeCheck.bad(
        "messages."
            + index
            + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
            + String.join(", ", open)
            + ". Each `tool_use` block must have a corresponding `tool_result` block in the next"
            + " message.");
  }
}
