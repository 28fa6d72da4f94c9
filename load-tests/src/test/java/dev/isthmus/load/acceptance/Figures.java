package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a drill measured, printed as one line of JSON whether or not it was good enough. */
final class Figures implements AutoCloseable {
  private final ObjectNode line = JsonNodeFactory.instance.objectNode();

  Figures(String drill) {
    line.put("drill", drill);
  }

  Figures add(String name, double value) {
    line.put(name, Math.round(value * 1e4) / 1e4);
    return this;
  }

  Figures add(String name, long value) {
    line.put(name, value);
    return this;
  }

  Figures add(String name, String value) {
    line.put(name, value);
    return this;
  }

  @Override
  public void close() {
    System.out.println(line);
  }
}
