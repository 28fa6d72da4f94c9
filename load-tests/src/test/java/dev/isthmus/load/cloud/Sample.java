package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Recorded requests, and the same with one thing changed. */
final class Sample {

  private Sample() {}

  /** The recorded text called {@code name}. */
  static String text(String name) throws IOException {
    try (InputStream in = Sample.class.getResourceAsStream("/samples/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The recorded JSON called {@code name}. */
  static ObjectNode json(String name) throws IOException {
    byte[] bytes = text(name).getBytes(StandardCharsets.UTF_8);
    return (ObjectNode) Objects.requireNonNull(Json.parse(bytes), name);
  }

  /** Puts {@code value} at {@code pointer} of {@code root}; takes away what is there for "-". */
  static ObjectNode changed(ObjectNode root, String pointer, String value) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = root.at(pointer.substring(0, slash));
    String name = pointer.substring(slash + 1);
    if (value.equals("-")) {
      Object unused =
          parent instanceof ArrayNode array
              ? array.remove(Integer.parseInt(name))
              : ((ObjectNode) parent).remove(name);
      return root;
    }
    JsonNode node =
        Objects.requireNonNull(Json.parse(value.getBytes(StandardCharsets.UTF_8)), value);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(name), node);
    } else {
      ((ObjectNode) parent).set(name, node);
    }
    return root;
  }
}
