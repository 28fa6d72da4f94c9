package dev.isthmus.core.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How one test of one case ended.
 *
 * @param id the case
 * @param did what the test does
 * @param test class and method
 * @param result how it ended
 * @param why the failure or the reason of the skip; empty after a pass
 * @param figures what it measured
 */
record Proof(String id, String did, String test, Result result, String why, ObjectNode figures) {
  private static final ObjectMapper JSON = new ObjectMapper();

  enum Result {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** One line of a file of proofs. */
  ObjectNode json() {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("case", id).put("pass", result == Result.PASSED);
    if (result == Result.SKIPPED) {
      line.put("skipped", true);
    }
    line.put("did", did).put("test", test);
    if (!why.isEmpty()) {
      line.put("why", why);
    }
    line.set("figures", figures);
    return line;
  }

  static Proof parse(String line) throws JsonProcessingException {
    JsonNode node = JSON.readTree(line);
    Result unproven = node.has("skipped") ? Result.SKIPPED : Result.FAILED;
    return new Proof(
        node.required("case").asText(),
        node.required("did").asText(),
        node.required("test").asText(),
        node.required("pass").asBoolean() ? Result.PASSED : unproven,
        node.path("why").asText(),
        (ObjectNode) node.required("figures"));
  }
}
