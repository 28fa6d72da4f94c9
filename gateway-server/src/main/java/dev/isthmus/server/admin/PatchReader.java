package dev.isthmus.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the body of a route's PATCH: {@code {"objective": …}} as the file would have it. */
final class PatchReader {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private PatchReader() {}

  /**
   * The patch in {@code body}.
   *
   * @throws IllegalArgumentException that says what was expected
   */
  static RoutePatch read(String body) {
    JsonNode objective = root(body).path("objective");
    if (objective.isTextual()) {
      return new RoutePatch(objective.textValue(), Map.of());
    }
    if (!objective.isObject() || objective.isEmpty()) {
      throw new IllegalArgumentException(
          "objective: missing (expected: the name of a preset, or weights such as"
              + " {\"first_token_second\": 0.001})");
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : objective.properties()) {
      if (!field.getValue().isNumber()) {
        throw new IllegalArgumentException("objective." + field.getKey() + ": no number");
      }
      weights.put(field.getKey(), field.getValue().doubleValue());
    }
    return new RoutePatch(null, weights);
  }

  private static JsonNode root(String body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is not JSON", e);
    }
    for (Iterator<String> i = root.fieldNames(); i.hasNext(); ) {
      String name = i.next();
      if (!name.equals("objective")) {
        throw new IllegalArgumentException(Page.visible(name) + ": unknown (expected: objective)");
      }
    }
    return root;
  }
}
