package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes JSON documents, and what is nearly one, from a seed. */
final class JsonGenerator {
  private static final List<String> KEYS =
      List.of("model", "n", "a", "b", "c", "d", "e", "list", "x", "mode", "models", "li", "é", "");
  private static final List<String> ESCAPED =
      List.of("\\u0078", "l\\u0069st", "\\n", "\\ud83d\\ude00");
  private static final List<String> PIECES =
      List.of(
          "a",
          "word ",
          "é",
          "€",
          "😀",
          "\\n",
          "\\\"",
          "\\\\",
          "\\u00e9",
          "\\ud83d\\ude00",
          "\u007f");
  private static final List<String> NUMBERS =
      List.of("0", "-0", "7", "-12", "3.25", "1e5", "2E-3", "9223372036854775807", "-1.5e+2");
  private static final List<String> SPACES = List.of("", "", "", "", " ", "\n", "\t\r\n ");
  private static final String NOISE = "{}[]\",:\\ue0-1.tfn/ \u0000\u001f";
  private static final int MAX_DEPTH = 5;

  private final Random random;

  JsonGenerator(Random random) {
    this.random = random;
  }

  Random random() {
    return random;
  }

  byte[] document() {
    StringBuilder out = new StringBuilder(space());
    object(out, 0);
    return out.append(space()).toString().getBytes(UTF_8);
  }

  /** {@code document} with up to three bytes changed, left out or put in. */
  byte[] mutated(byte[] document) {
    byte[] bytes = document;
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes = mutatedOnce(bytes);
    }
    return bytes;
  }

  private byte[] mutatedOnce(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    byte noise =
        random.nextInt(5) == 0
            ? (byte) random.nextInt(256)
            : (byte) NOISE.charAt(random.nextInt(NOISE.length()));
    int kind = random.nextInt(3);
    if (kind == 0) {
      byte[] changed = bytes.clone();
      changed[at] = noise;
      return changed;
    }
    byte[] changed = Arrays.copyOf(bytes, bytes.length + (kind == 1 ? 1 : -1));
    int from = kind == 1 ? at : at + 1;
    int to = kind == 1 ? at + 1 : at;
    System.arraycopy(bytes, from, changed, to, bytes.length - from);
    if (kind == 1) {
      changed[at] = noise;
    }
    return changed.length == 0 ? bytes : changed;
  }

  private void object(StringBuilder out, int depth) {
    List<String> keys = new ArrayList<>(KEYS);
    keys.add(ESCAPED.get(random.nextInt(ESCAPED.size())));
    keys.remove(keys.get(keys.size() - 1).equals("\\u0078") ? "x" : "none");
    keys.remove(keys.get(keys.size() - 1).equals("l\\u0069st") ? "list" : "none");
    Collections.shuffle(keys, random);
    out.append('{').append(space());
    int members = random.nextInt(depth == 0 ? keys.size() : 4);
    for (int i = 0; i < members; i++) {
      out.append(i == 0 ? "" : ",").append(space());
      out.append('"').append(keys.get(i)).append('"').append(space()).append(':');
      out.append(space());
      value(out, depth + 1);
      out.append(space());
    }
    out.append('}');
  }

  private void value(StringBuilder out, int depth) {
    int kind = random.nextInt(depth < MAX_DEPTH ? 10 : 6);
    switch (kind) {
      case 0 -> out.append("null");
      case 1 -> out.append(random.nextBoolean());
      case 2, 3 -> out.append(NUMBERS.get(random.nextInt(NUMBERS.size())));
      case 4, 5 -> string(out);
      case 6, 7 -> object(out, depth);
      default -> array(out, depth);
    }
  }

  private void array(StringBuilder out, int depth) {
    out.append('[').append(space());
    for (int i = random.nextInt(4); i > 0; i--) {
      value(out, depth + 1);
      out.append(space()).append(i > 1 ? "," : "").append(space());
    }
    out.append(']');
  }

  private void string(StringBuilder out) {
    out.append('"');
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 60 : 6); i > 0; i--) {
      out.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    out.append('"');
  }

  private String space() {
    return SPACES.get(random.nextInt(SPACES.size()));
  }
}
