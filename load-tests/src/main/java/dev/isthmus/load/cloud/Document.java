package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** A body that is ready; its bytes are read and never written. */
final class Document {

  private final String contentType;
  private final byte[] bytes;

  private Document(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  static Document json(JsonNode node) {
    return new Document("application/json", Json.bytes(node));
  }

  static Document text(String contentType, String text) {
    return new Document(contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  String contentType() {
    return contentType;
  }

  byte[] bytes() {
    return bytes;
  }
}
