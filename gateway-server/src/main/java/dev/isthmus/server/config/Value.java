package dev.isthmus.server.config;

import dev.isthmus.server.config.Format.Privacy;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One node of the file with its path. Errors: reported, and then a placeholder is returned. */
record Value(Node node, String path, Reading reading) {

  /** Stands for a secret that could not be read. */
  static final Secret UNREADABLE = new Secret("?");

  private static final int LONGEST_ECHO = 80;

  Spot spot() {
    return Spot.of(node);
  }

  void error(String message) {
    reading.problems().error(spot(), path, message);
  }

  boolean scalar() {
    return node instanceof ScalarNode && !empty();
  }

  /** Whether the key stands there with nothing after it. */
  boolean empty() {
    return node.getTag().equals(Tag.NULL);
  }

  /** What stands there, or an empty text where it is no scalar. */
  String text() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** Reads the value in {@code format}, with {@code ${NAME}} replaced. */
  <T> T read(Format<T> format) {
    if (!scalar()) {
      error((empty() ? "is empty" : "is not a single value") + expected(format));
      return format.placeholder();
    }
    String expanded;
    try {
      boolean name = format.privacy() == Privacy.NAME;
      expanded = name ? text() : reading.secrets().expand(text());
    } catch (IllegalArgumentException e) {
      error(String.valueOf(e.getMessage()));
      return format.placeholder();
    }
    try {
      return format.parse().apply(expanded);
    } catch (IllegalArgumentException | ArithmeticException e) {
      error(complaint(format, e));
      return format.placeholder();
    }
  }

  /** Reads a secret, wherever it is; never says what it is. */
  Secret secret(boolean forHeader) {
    if (!scalar()) {
      error((empty() ? "is empty" : "is not a single value") + " (expected: ${ENV} or file:NAME)");
      return UNREADABLE;
    }
    String value;
    try {
      value = reading.secrets().secret(text());
    } catch (IllegalArgumentException e) {
      error(String.valueOf(e.getMessage()));
      return UNREADABLE;
    }
    if (value.isBlank()) {
      error("is empty (expected: ${ENV} or file:NAME)");
      return UNREADABLE;
    }
    if (forHeader && !value.chars().allMatch(letter -> letter > 0x20 && letter < 0x7f)) {
      error("holds a space, a line break or another character that no header may hold");
    }
    if (!SecretSource.isReference(text())) {
      reading.problems().warn(spot(), path, "a secret in clear text (better: ${ENV} or file:NAME)");
    }
    return new Secret(value);
  }

  private <T> String complaint(Format<T> format, RuntimeException e) {
    String said = e.getMessage() == null ? "" : e.getMessage();
    String quoted = format.privacy() != Privacy.SILENT ? "'" + excerpt() + "'" : "";
    String subject = quoted.isEmpty() && said.isEmpty() ? "cannot be used" : quoted;
    String gap = subject.isEmpty() || said.isEmpty() ? "" : " ";
    return subject + gap + said + (said.contains("(expected") ? "" : expected(format));
  }

  /** What the file says, not what the environment made of it. */
  private String excerpt() {
    String visible = text().replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= LONGEST_ECHO ? visible : visible.substring(0, LONGEST_ECHO) + "…";
  }

  private static String expected(Format<?> format) {
    return " (expected: " + format.expected() + ")";
  }
}
