package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** A body that is ready; its bytes are read and never written. */
record Document(String contentType, byte[] bytes) {

  static Document json(JsonNode node) {
    return new Document("application/json", Json.bytes(node));
  }

  static Document text(String contentType, String text) {
    return new Document(contentType, text.getBytes(StandardCharsets.UTF_8));
  }
}
