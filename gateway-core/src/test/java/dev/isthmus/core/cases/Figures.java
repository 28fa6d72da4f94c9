package dev.isthmus.core.cases;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a test measured; a test marked with {@link Case} takes it as a parameter. The figures are
 * recorded whether or not they are good enough. Threads: the test's own.
 */
public final class Figures {
  private final ObjectNode values = JsonNodeFactory.instance.objectNode();

  Figures() {}

  /** Rounds to four places. */
  public Figures add(String name, double value) {
    values.put(name, Math.round(value * 1e4) / 1e4);
    return this;
  }

  public Figures add(String name, long value) {
    values.put(name, value);
    return this;
  }

  public Figures add(String name, String value) {
    values.put(name, value);
    return this;
  }

  ObjectNode values() {
    return values;
  }
}
