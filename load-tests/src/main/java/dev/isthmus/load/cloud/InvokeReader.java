package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of InvokeModel for embeddings as strictly as Titan and Cohere do. */
final class InvokeReader {

  private static final Map<String, Boolean> TITAN =
      Map.of("inputText", true, "dimensions", false, "normalize", false, "embeddingTypes", false);
  private static final Map<String, Boolean> COHERE =
      Map.of("texts", true, "input_type", true, "embedding_types", false, "truncate", false);
  private static final Set<Integer> SIZES = Set.of(256, 512, 1024);
  private static final Set<String> INPUTS =
      Set.of("search_document", "search_query", "classification", "clustering");
  private static final Set<String> CUTS = Set.of("NONE", "START", "END", "LEFT", "RIGHT");
  private static final int MOST_TEXTS = 96;
  private static final int MOST_CHARACTERS = 50_000;

  private InvokeReader() {}

  /** What is wrong with {@code body} for Titan's vectors of at most {@code own} numbers. */
  static @Nullable Problem titan(JsonNode body, int own) {
    Problem problem = fields(body, TITAN);
    if (problem != null) {
      return problem;
    }
    JsonNode text = body.path("inputText");
    if (!text.isTextual() || text.asText().isEmpty() || text.asText().length() > MOST_CHARACTERS) {
      return malformed("#/inputText: expected minLength: 1, maxLength: " + MOST_CHARACTERS);
    }
    JsonNode size = body.path("dimensions");
    boolean known = size.isInt() && (size.asInt() == own || SIZES.contains(size.asInt()));
    if (body.has("dimensions") && !(known && size.asInt() <= own)) {
      return malformed("#/dimensions: " + size + " is not a valid enum value");
    }
    if (body.has("normalize") && !body.path("normalize").isBoolean()) {
      return malformed("#/normalize: expected type: Boolean");
    }
    return types(body.path("embeddingTypes"), Set.of("float", "binary"), "embeddingTypes");
  }

  /** What is wrong with {@code body} for Cohere. */
  static @Nullable Problem cohere(JsonNode body) {
    Problem problem = fields(body, COHERE);
    if (problem != null) {
      return problem;
    }
    JsonNode texts = body.path("texts");
    if (!texts.isArray() || texts.isEmpty() || texts.size() > MOST_TEXTS) {
      return malformed("#/texts: expected minimum item count: 1, maximum item count: 96");
    }
    for (JsonNode text : texts) {
      if (!text.isTextual() || text.asText().isEmpty()) {
        return malformed("#/texts: expected non-empty strings");
      }
    }
    if (!INPUTS.contains(body.path("input_type").asText())) {
      return malformed("#/input_type: " + body.path("input_type") + " is not a valid enum value");
    }
    if (!CUTS.contains(body.path("truncate").asText("NONE"))) {
      return malformed("#/truncate: " + body.path("truncate") + " is not a valid enum value");
    }
    Set<String> known = Set.of("float", "int8", "uint8", "binary", "ubinary");
    return types(body.path("embedding_types"), known, "embedding_types");
  }

  private static @Nullable Problem fields(JsonNode body, Map<String, Boolean> known) {
    for (var field : body.properties()) {
      if (!known.containsKey(field.getKey())) {
        return extraneous(field.getKey());
      }
    }
    List<String> missing =
        known.entrySet().stream()
            .filter(one -> one.getValue() && !body.has(one.getKey()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return missing.isEmpty() ? null : malformed("#: required key " + missing + " not found");
  }

  private static @Nullable Problem types(JsonNode types, Set<String> known, String name) {
    if (types.isMissingNode()) {
      return null;
    }
    boolean sound = types.isArray() && known.containsAll(ConverseReader.texts(types));
    return sound ? null : malformed("#/" + name + ": expected a list of " + known);
  }

  static Problem extraneous(String name) {
    return malformed("#: extraneous key [" + name + "] is not permitted");
  }

  private static Problem malformed(String what) {
    return ConverseCheck.bad(
        "Malformed input request: " + what + ", please reformat your input and try again.");
  }
}
