package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** Writes embeddings: unit vectors that depend on nothing but the input. */
final class EmbeddingScript implements Script {

  private final String model;
  private final List<String> inputs;
  private final int dimensions;
  private final boolean base64;
  private final TokenCount tokens;

  EmbeddingScript(
      String model, List<String> inputs, int dimensions, boolean base64, TokenCount tokens) {
    this.model = model;
    this.inputs = List.copyOf(inputs);
    this.dimensions = dimensions;
    this.base64 = base64;
    this.tokens = tokens;
  }

  /** The inputs of a request: strings, or token numbers written out. Empty where there are none. */
  static List<String> inputs(JsonNode input) {
    List<String> inputs = new ArrayList<>();
    if (input.isTextual()) {
      inputs.add(input.asText());
    } else if (input.path(0).isInt()) {
      inputs.add(input.toString());
    } else {
      input.forEach(one -> inputs.add(one.isTextual() ? one.asText() : one.toString()));
    }
    return inputs;
  }

  @Override
  public Framing framing() {
    return Framing.WHOLE;
  }

  @Override
  public JsonNode whole() {
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (int i = 0; i < inputs.size(); i++) {
      ObjectNode item = Json.object().put("object", "embedding").put("index", i);
      float[] vector = vector(inputs.get(i), dimensions);
      if (base64) {
        item.put("embedding", encoded(vector));
      } else {
        ArrayNode numbers = item.putArray("embedding");
        for (float number : vector) {
          numbers.add(number);
        }
      }
      data.add(item);
    }
    body.put("model", model);
    return body.set(
        "usage",
        Json.object().put("prompt_tokens", tokens.input()).put("total_tokens", tokens.input()));
  }

  static float[] vector(String input, int dimensions) {
    SplittableRandom random = new SplittableRandom(input.hashCode());
    float[] vector = new float[dimensions];
    double squares = 0;
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
      squares += (double) vector[i] * vector[i];
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }

  private static String encoded(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) {
      bytes.putFloat(number);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  @Override
  public void open(EventOut out) {}

  @Override
  public boolean step(EventOut out, int tokensAtMost) {
    return false;
  }

  @Override
  public void close(EventOut out) {}

  @Override
  public int written() {
    return 0;
  }

  @Override
  public boolean saysUsage() {
    return true;
  }
}
