package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes pictures, all of the same single pixel, with the tokens that they cost. */
final class ImageScript implements Script {
  /** What a small picture costs. Units: tokens. */
  static final long TOKENS_PER_PICTURE = 272;

  private static final long CREATED = 1_767_225_600L;
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";

  private final int pictures;
  private final TokenCount tokens;

  ImageScript(int pictures, TokenCount tokens) {
    this.pictures = pictures;
    this.tokens = tokens;
  }

  @Override
  public Framing framing() {
    return Framing.WHOLE;
  }

  @Override
  public JsonNode whole() {
    ObjectNode body = Json.object().put("created", CREATED);
    ArrayNode data = body.putArray("data");
    for (int i = 0; i < pictures; i++) {
      data.add(Json.object().put("b64_json", PIXEL));
    }
    ObjectNode details = Json.object().put("text_tokens", tokens.input()).put("image_tokens", 0);
    ObjectNode usage =
        Json.object()
            .put("input_tokens", tokens.input())
            .put("output_tokens", tokens.output())
            .put("total_tokens", tokens.input() + tokens.output());
    usage.set("input_tokens_details", details);
    return body.set("usage", usage);
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
