package dev.isthmus.core.bytes;

/** What stands at a path of a document. */
public enum JsonType {
  ABSENT(0, "missing"),
  NULL(1, "null"),
  EMPTY_STRING(2, "an empty string"),
  EMPTY_ARRAY(2, "an empty array"),
  EMPTY_OBJECT(2, "an empty object"),
  FALSE(3, "false"),
  TRUE(3, "true"),
  NUMBER(3, "a number"),
  STRING(3, "a string"),
  ARRAY(3, "an array"),
  OBJECT(3, "an object");

  private static final int FILLED = 3;

  private final int weight;
  private final String shape;

  JsonType(int weight, String shape) {
    this.weight = weight;
    this.shape = shape;
  }

  /** Whether something stands there that is neither null nor empty. */
  public boolean isFilled() {
    return weight == FILLED;
  }

  /** Whether nothing stands there, or null. */
  public boolean isNothing() {
    return weight <= 1;
  }

  /** The shape in words for error messages; it never holds the value. */
  public String shape() {
    return shape;
  }

  /** Of two occurrences of one path the later stands, unless it says less. */
  boolean replaces(JsonType earlier) {
    return weight >= earlier.weight;
  }
}
