package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the Messages API refuses of one block of content. */
final class ClaudeBlocks {

  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Set<String> OF_ASSISTANT =
      Set.of("tool_use", "thinking", "redacted_thinking", "server_tool_use");
  private static final Set<String> OF_USER = Set.of("tool_result", "image", "document");

  /** Media types, and how the base64 of such an image begins. */
  private static final Map<String, String> IMAGES =
      Map.of(
          "image/jpeg", "/9j/",
          "image/png", "iVBORw0KGgo",
          "image/gif", "R0lGOD",
          "image/webp", "UklGR");

  private final ClaudeSeal seal;

  ClaudeBlocks(ClaudeSeal seal) {
    this.seal = seal;
  }

  /** What is wrong with {@code content}, a text or blocks, of {@code role}, or null. */
  @Nullable Problem check(JsonNode content, String role, String place) {
    if (content.isTextual() || content.isMissingNode()) {
      return null;
    }
    int index = 0;
    for (JsonNode block : content) {
      String at = place + "." + index++;
      Problem problem = block.isObject() ? owner(block, role) : notObject(at);
      if (problem == null) {
        problem = block(block, at);
      }
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static Problem notObject(String place) {
    return ClaudeCheck.bad(place + ": Input should be an object");
  }

  private static @Nullable Problem owner(JsonNode block, String role) {
    String type = block.path("type").asText();
    String owner = OF_ASSISTANT.contains(type) ? "assistant" : OF_USER.contains(type) ? "user" : "";
    return owner.isEmpty() || owner.equals(role) || role.equals("result")
        ? null
        : ClaudeCheck.bad(
            "messages: `" + type + "` blocks can only be in `" + owner + "` messages");
  }

  private @Nullable Problem block(JsonNode block, String place) {
    String type = block.path("type").asText();
    return switch (type) {
      case "text" -> text(block, place);
      case "image" -> image(block.path("source"), place + ".image.source");
      case "document" ->
          block.path("source").isObject()
              ? null
              : ClaudeCheck.bad(place + ".document.source: Field required");
      case "tool_use" -> toolUse(block, place + ".tool_use.");
      case "tool_result" -> toolResult(block, place + ".tool_result.");
      case "thinking" -> thinking(block, place);
      case "redacted_thinking" ->
          seal.knowsRedacted(block.path("data").asText(""))
              ? null
              : ClaudeCheck.bad(place + ": Invalid `data` in `redacted_thinking` block");
      default -> null;
    };
  }

  private static @Nullable Problem text(JsonNode block, String place) {
    if (!block.path("text").isTextual()) {
      return ClaudeCheck.bad(place + ".text.text: Field required");
    }
    String text = block.path("text").asText();
    return text.isEmpty()
        ? ClaudeCheck.bad("messages: text content blocks must be non-empty")
        : text.isBlank()
            ? ClaudeCheck.bad("messages: text content blocks must contain non-whitespace text")
            : null;
  }

  private static @Nullable Problem image(JsonNode source, String place) {
    if (!source.isObject()) {
      return ClaudeCheck.bad(place + ": Field required");
    }
    return switch (source.path("type").asText()) {
      case "base64" -> base64(source, place + ".base64");
      case "url" ->
          source.path("url").asText("").matches("https?://.+")
              ? null
              : ClaudeCheck.bad(place + ".url.url: Only HTTPS URLs are supported.");
      default -> null;
    };
  }

  private static @Nullable Problem base64(JsonNode source, String place) {
    String type = source.path("media_type").asText("");
    if (!IMAGES.containsKey(type)) {
      return ClaudeCheck.bad(
          place
              + ".media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or"
              + " 'image/webp'");
    }
    String data = source.path("data").asText("");
    if (data.isEmpty() || !decodes(data)) {
      return ClaudeCheck.bad(place + ".data: invalid base64 data");
    }
    for (Map.Entry<String, String> image : IMAGES.entrySet()) {
      if (data.startsWith(image.getValue()) && !image.getKey().equals(type)) {
        return ClaudeCheck.bad(
            place
                + ": The image was specified using the "
                + type
                + " media type, but the image appears to be a "
                + image.getKey()
                + " image");
      }
    }
    return null;
  }

  private static boolean decodes(String data) {
    try {
      return Base64.getDecoder().decode(data).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable Problem toolUse(JsonNode block, String place) {
    if (!ID.matcher(block.path("id").asText("")).matches()) {
      return ClaudeCheck.bad(place + "id: String should match pattern '^[a-zA-Z0-9_-]+$'");
    }
    if (!block.path("name").isTextual() || block.path("name").asText().isEmpty()) {
      return ClaudeCheck.bad(place + "name: Field required");
    }
    return block.path("input").isObject()
        ? null
        : ClaudeCheck.bad(place + "input: Input should be a valid dictionary");
  }

  private @Nullable Problem toolResult(JsonNode block, String place) {
    if (!block.path("tool_use_id").isTextual()) {
      return ClaudeCheck.bad(place + "tool_use_id: Field required");
    }
    JsonNode content = block.path("content");
    if (!content.isMissingNode() && !content.isTextual() && !content.isArray()) {
      return ClaudeCheck.bad(place + "content: Input should be a valid string or list");
    }
    boolean empty = content.isTextual() ? content.asText().isEmpty() : content.isEmpty();
    return empty && block.path("is_error").asBoolean()
        ? ClaudeCheck.bad(place + "content: content cannot be empty if `is_error` is true")
        : check(content, "result", place + "content");
  }

  private @Nullable Problem thinking(JsonNode block, String place) {
    if (!block.path("thinking").isTextual()) {
      return ClaudeCheck.bad(place + ".thinking.thinking: Field required");
    }
    if (!block.path("signature").isTextual()) {
      return ClaudeCheck.bad(place + ".thinking.signature: Field required");
    }
    return seal.knows(block.path("thinking").asText(), block.path("signature").asText())
        ? null
        : ClaudeCheck.bad(place + ": Invalid `signature` in `thinking` block");
  }
}
