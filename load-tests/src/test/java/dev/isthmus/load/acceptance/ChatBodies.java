package dev.isthmus.load.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes bodies of chats from a seed, among them many that two parsers might read differently:
 * members twice, escaped or in odd numbers, bytes that are no UTF-8, and single bytes changed.
 */
final class ChatBodies {
  private static final List<String> MODELS =
      List.of(
          "\"m\"",
          "\"gpt-4o\"",
          "\"gpt\\u002d4o\"",
          "\"a/b\"",
          "\"a\\/b\"",
          "\"é€😀\"",
          "\"\\ud83d\\ude00\"",
          "\"\\ud83d\"",
          "\" m \"",
          "\"m\\u0000\"",
          "null",
          "7",
          "{\"model\":\"x\"}",
          "[\"m\"]");
  private static final List<String> FLAGS =
      List.of("true", "false", "null", "1", "\"true\"", "TRUE", "[]");
  private static final List<String> LIMITS =
      List.of(
          "16",
          "1",
          "1e2",
          "10.0",
          "1.0e1",
          "100e-1",
          "2147483647",
          "2147483648",
          "-1",
          "-0",
          "0",
          "007",
          "+5",
          "1e400",
          "0x10",
          "NaN",
          "\"10\"",
          "null",
          "9223372036854775808",
          "1.5",
          "1000000000000000000000e-20",
          "0.16e2",
          "16.",
          ".5");
  private static final List<String> OTHERS =
      List.of(
          "\"user\":\"u\"",
          "\"user\":\"a\",\"user\":\"b\"",
          "\"Model\":\"x\"",
          "\"model \":\"x\"",
          "\"\\u006dodel\":\"x\"",
          "\"mode\\u006c\":\"x\"",
          "\"max\\u005ftokens\":3",
          "\"metadata\":{\"model\":\"x\",\"stream\":true,\"max_tokens\":9}",
          "\"__proto__\":{\"model\":\"x\"}",
          "\"constructor\":{\"stream\":true}",
          "\"temperature\":0.7",
          "\"stop\":[\"\\n\",\"}\"]",
          "\"\":1",
          "\"x\":\"\\u0000\"",
          "\"stream_options\":{\"include_usage\":true}");
  private static final String NOISE = "{}[]\",:\\ue0-1.tfn/ \u0000\u001f\u00ff\u00c0\u00ef";

  private final SplittableRandom random;

  ChatBodies(long seed) {
    random = new SplittableRandom(seed);
  }

  byte[] next() {
    List<String> members = new ArrayList<>();
    members.add(
        "\"messages\":[{\"role\":\"user\",\"content\":" + pick(MODELS.subList(0, 9)) + "}]");
    members.add("\"model\":" + pick(random.nextInt(4) == 0 ? MODELS : MODELS.subList(0, 7)));
    addSometimes(members, "\"stream\":", FLAGS);
    addSometimes(members, "\"max_tokens\":", LIMITS);
    addSometimes(members, "", OTHERS);
    if (random.nextInt(12) == 0) {
      members.add("\"model\":" + pick(MODELS));
    }
    shuffle(members);
    String text = space() + "{" + String.join("," + space(), members) + space() + "}" + space();
    byte[] bytes = text.getBytes(UTF_8);
    return random.nextInt(3) == 0 ? mutated(bytes) : bytes;
  }

  private void addSometimes(List<String> members, String name, List<String> values) {
    while (random.nextInt(2) == 0 && members.size() < 6) {
      members.add(name + pick(values));
    }
  }

  private byte[] mutated(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    byte noise = (byte) NOISE.charAt(random.nextInt(NOISE.length()));
    if (random.nextBoolean()) {
      byte[] changed = bytes.clone();
      changed[at] = noise;
      return changed;
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
    longer[at] = noise;
    return longer;
  }

  private void shuffle(List<String> members) {
    for (int i = members.size() - 1; i > 0; i--) {
      Collections.swap(members, i, random.nextInt(i + 1));
    }
  }

  private String space() {
    return pick(List.of("", "", "", " ", "\n", "\t\r\n"));
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
