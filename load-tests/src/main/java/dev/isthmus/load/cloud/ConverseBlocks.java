package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Converse refuses of the content of one message. */
final class ConverseBlocks {

  private static final Set<String> IMAGES = Set.of("png", "jpeg", "gif", "webp");
  private static final Set<String> DOCUMENTS =
      Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md");
  private static final Pattern DOCUMENT_NAME =
      Pattern.compile("(?=.{1,200}$)[a-zA-Z0-9\\-()\\[\\]]+( [a-zA-Z0-9\\-()\\[\\]]+)*");
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");
  private static final Set<String> LIVES = Set.of("5m", "1h");

  private final JsonNode message;
  private final ConverseSeal seal;

  private ConverseBlocks(JsonNode message, ConverseSeal seal) {
    this.message = message;
    this.seal = seal;
  }

  /** What is wrong with the content of {@code message}, which stands at {@code path}, or null. */
  static @Nullable Problem check(JsonNode message, String path, ConverseSeal seal) {
    JsonNode content = message.path("content");
    if (content.isEmpty()) {
      return ConverseCheck.bad(
          "The content field in the Message object at "
              + path
              + " is empty. Add a ContentBlock object to the content field and try again.");
    }
    ConverseBlocks blocks = new ConverseBlocks(message, seal);
    for (int i = 0; i < content.size(); i++) {
      Problem problem = blocks.block(content.get(i), path + ".content." + i);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private @Nullable Problem block(JsonNode block, String path) {
    String member = block.fieldNames().next();
    JsonNode value = block.path(member);
    boolean user = message.path("role").asText().equals("user");
    boolean theirs = Set.of("image", "document", "video", "audio", "toolResult").contains(member);
    boolean ours = Set.of("toolUse", "reasoningContent").contains(member);
    if (user ? ours : theirs) {
      String role = user ? "user" : "assistant";
      return ConverseCheck.bad(
          "The " + member + " block at " + path + " is not allowed in a message of " + role + ".");
    }
    return switch (member) {
      case "text" -> text(value, path);
      case "image" -> image(value, path);
      case "document" -> document(value, path);
      case "toolUse" -> toolUse(value, path + ".toolUse");
      case "toolResult" -> toolResult(value, path + ".toolResult");
      case "reasoningContent" -> reasoning(value, path);
      case "cachePoint" -> cachePoint(value, path);
      default -> null;
    };
  }

  private static @Nullable Problem text(JsonNode text, String path) {
    return text.asText().isBlank()
        ? ConverseCheck.bad(
            "The text field in the ContentBlock object at "
                + path
                + " is blank. Add text to the text field, and try again.")
        : null;
  }

  private static @Nullable Problem image(JsonNode image, String path) {
    if (!IMAGES.contains(image.path("format").asText())) {
      return ConverseFields.invalid(
          path + ".image.format", "Member must satisfy enum value set: [gif, jpeg, png, webp]");
    }
    return source(image.path("source"), path + ".image.source");
  }

  private @Nullable Problem document(JsonNode document, String path) {
    if (!DOCUMENT_NAME.matcher(document.path("name").asText()).matches()) {
      return ConverseCheck.bad(
          "The document file name can only contain alphanumeric characters, whitespace characters,"
              + " hyphens, parentheses, and square brackets. The name can't contain more than one"
              + " consecutive whitespace character.");
    }
    if (document.has("format") && !DOCUMENTS.contains(document.path("format").asText())) {
      return ConverseFields.invalid(
          path + ".document.format", "Member must satisfy enum value set: " + DOCUMENTS);
    }
    boolean spoken = false;
    for (JsonNode block : message.path("content")) {
      spoken |= block.has("text");
    }
    return spoken || !path.matches("messages\\.\\d+\\.content\\.\\d+")
        ? source(document.path("source"), path + ".document.source")
        : ConverseCheck.bad("The message at " + path + " has a document and no text block.");
  }

  private static @Nullable Problem source(JsonNode source, String path) {
    if (!source.has("bytes")) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(source.path("bytes").asText());
    } catch (IllegalArgumentException e) {
      return Problem.door(400, "SerializationException", "Invalid base64 at " + path + ".bytes.");
    }
    return bytes.length == 0
        ? ConverseFields.invalid(
            path + ".bytes", "Member must have length greater than or equal to 1")
        : null;
  }

  private static @Nullable Problem toolUse(JsonNode use, String path) {
    if (!ConverseTools.NAME.matcher(use.path("name").asText()).matches()) {
      return ConverseFields.invalid(
          path + ".name", "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+");
    }
    if (!use.path("input").isObject()) {
      return ConverseCheck.bad(
          "The format of the value at "
              + path
              + ".input is invalid. Provide a json object for the field and try again.");
    }
    return id(use, path);
  }

  private @Nullable Problem toolResult(JsonNode result, String path) {
    Problem problem = id(result, path);
    String status = result.path("status").asText("success");
    if (problem == null && !Set.of("success", "error").contains(status)) {
      return ConverseFields.invalid(
          path + ".status", "Member must satisfy enum value set: [error, success]");
    }
    for (int i = 0; i < result.path("content").size() && problem == null; i++) {
      JsonNode block = result.path("content").get(i);
      String at = path + ".content." + i;
      if (block.has("text")) {
        problem = text(block.path("text"), at);
      } else if (block.has("json")) {
        problem = json(block.path("json"), at);
      } else if (block.has("image")) {
        problem = image(block.path("image"), at);
      } else if (block.has("document")) {
        problem = document(block.path("document"), at);
      }
    }
    return problem;
  }

  private static @Nullable Problem json(JsonNode json, String path) {
    return json.isObject()
        ? null
        : ConverseCheck.bad(
            "The format of the value at "
                + path
                + ".json is invalid. Provide a json object for the field and try again.");
  }

  private static @Nullable Problem id(JsonNode node, String path) {
    return ID.matcher(node.path("toolUseId").asText()).matches()
        ? null
        : ConverseFields.invalid(
            path + ".toolUseId",
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.:-]+");
  }

  private @Nullable Problem reasoning(JsonNode reasoning, String path) {
    JsonNode text = reasoning.path("reasoningText");
    if (!text.isObject()) {
      return ConverseCheck.bad(path + ": Invalid `data` in `redacted_thinking` block");
    }
    String signature = text.path("signature").asText("");
    return seal.sound(text.path("text").asText(), signature)
        ? null
        : ConverseCheck.bad(path + ": Invalid `signature` in `thinking` block");
  }

  /** What is wrong with {@code point}, if it is one. */
  static @Nullable Problem cachePoint(JsonNode point, String path) {
    if (point.isMissingNode()) {
      return null;
    }
    if (!point.path("type").asText().equals("default")) {
      return ConverseFields.invalid(
          path + ".cachePoint.type", "Member must satisfy enum value set: [default]");
    }
    return point.has("ttl") && !LIVES.contains(point.path("ttl").asText())
        ? ConverseFields.invalid(
            path + ".cachePoint.ttl", "Member must satisfy enum value set: [5m, 1h]")
        : null;
  }
}
