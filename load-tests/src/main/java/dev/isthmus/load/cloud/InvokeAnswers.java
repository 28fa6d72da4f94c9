package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Embeddings as Titan and Cohere answer them; the vectors are those of {@link EmbeddingScript}. */
final class InvokeAnswers {

  private static final int BYTE = 127;

  private InvokeAnswers() {}

  static ObjectNode titan(JsonNode body, int own, long tokens) {
    float[] vector =
        EmbeddingScript.vector(body.path("inputText").asText(), body.path("dimensions").asInt(own));
    List<String> types = ConverseReader.texts(body.path("embeddingTypes"));
    ObjectNode byType = Json.object();
    for (String type : types.isEmpty() ? List.of("float") : types) {
      byType.set(type, type.equals("float") ? numbers(vector, "float") : bits(vector));
    }
    ObjectNode answer = Json.object();
    if (byType.has("float")) {
      answer.set("embedding", byType.get("float"));
    }
    answer.put("inputTextTokenCount", tokens);
    return answer.set("embeddingsByType", byType);
  }

  static ObjectNode cohere(JsonNode body, int own, String id) {
    List<String> types = ConverseReader.texts(body.path("embedding_types"));
    ObjectNode answer = Json.object();
    if (types.isEmpty()) {
      answer.set("embeddings", vectors(body.path("texts"), own, "float"));
    } else {
      ObjectNode byType = answer.putObject("embeddings");
      types.forEach(type -> byType.set(type, vectors(body.path("texts"), own, type)));
    }
    answer.put("id", id);
    answer.put("response_type", types.isEmpty() ? "embeddings_floats" : "embeddings_by_type");
    return answer.set("texts", body.path("texts"));
  }

  private static ArrayNode vectors(JsonNode texts, int dimensions, String type) {
    ArrayNode vectors = Json.array();
    for (JsonNode text : texts) {
      vectors.add(numbers(EmbeddingScript.vector(text.asText(), dimensions), type));
    }
    return vectors;
  }

  private static ArrayNode numbers(float[] vector, String type) {
    ArrayNode numbers = Json.array();
    if (type.endsWith("binary")) {
      packed(vector, type.equals("binary") ? BYTE + 1 : 0, numbers);
      return numbers;
    }
    for (float number : vector) {
      switch (type) {
        case "int8" -> numbers.add(Math.round(number * BYTE));
        case "uint8" -> numbers.add(Math.round(number * BYTE) + BYTE + 1);
        default -> numbers.add(number);
      }
    }
    return numbers;
  }

  /** Eight signs in each number. */
  private static void packed(float[] vector, int offset, ArrayNode numbers) {
    for (int i = 0; i < vector.length; i += Byte.SIZE) {
      int bits = 0;
      for (int j = i; j < i + Byte.SIZE; j++) {
        bits = bits << 1 | (j < vector.length && vector[j] > 0 ? 1 : 0);
      }
      numbers.add(bits - offset);
    }
  }

  private static ArrayNode bits(float[] vector) {
    ArrayNode bits = Json.array();
    for (float number : vector) {
      bits.add(number > 0 ? 1 : 0);
    }
    return bits;
  }
}
