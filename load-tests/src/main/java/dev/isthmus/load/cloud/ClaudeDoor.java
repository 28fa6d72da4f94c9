package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The way to Claude through Vertex AI: the model stands in the path, the version of the protocol in
 * the body.
 */
final class ClaudeDoor {

  private static final String VERSION = "vertex-2023-10-16";
  private static final String COUNT = "count-tokens";
  private static final ClaudeDesk.Manner MANNER = new ClaudeDesk.Manner("vrtx_", true, false);

  private final ClaudeDesk desk;

  ClaudeDoor(ClaudeDesk desk) {
    this.desk = desk;
  }

  /** {@code stream}: the verb is the one that streams. */
  Reply reply(JsonNode body, String model, boolean stream) {
    boolean counts = model.equals(COUNT);
    if (!counts && desk.find(model).isEmpty()) {
      return Problem.door(404, "404", "Publisher model " + model + " not found.");
    }
    Problem problem = version(body);
    if (problem != null) {
      return problem;
    }
    ObjectNode plain = body.deepCopy();
    plain.remove("anthropic_version");
    plain.remove("anthropic_beta");
    if (counts) {
      return desk.count(plain);
    }
    if (plain.has("model")) {
      return ClaudeCheck.bad("model: Extra inputs are not permitted");
    }
    if (plain.path("stream").asBoolean() != stream) {
      return ClaudeCheck.bad("stream: expected " + stream + " with this method");
    }
    return desk.messages(plain.put("model", model), MANNER);
  }

  private static @Nullable Problem version(JsonNode body) {
    JsonNode version = body.path("anthropic_version");
    if (version.asText("").equals(VERSION)) {
      return null;
    }
    return ClaudeCheck.bad(
        version.isMissingNode()
            ? "anthropic_version: Field required"
            : "anthropic_version: \"" + version.asText() + "\" is not a valid version");
  }
}
