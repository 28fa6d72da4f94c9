package dev.isthmus.core.govern;

import static dev.isthmus.core.govern.Fixtures.KEY;

import java.util.List;
import java.util.SplittableRandom;

/** Makes headers that try to get in without a key. */
final class HostileKeys {
  private static final List<String> KNOWN =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE keys; --",
          "${jndi:ldap://127.0.0.1/x}",
          "${env:KEY}",
          "%00",
          "\u0000",
          "*",
          "null",
          "undefined",
          "../../etc/passwd",
          "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
          "a, Bearer b",
          "\r\napi-key: x");
  private static final List<String> PLACES = List.of("authorization", "api-key", "x-api-key");
  private static final List<String> SCHEMES =
      List.of("Bearer ", "bearer ", "Basic ", "Digest ", "Bearer\t", "Bearer,", "", "Negotiate ");

  private HostileKeys() {}

  static Headers next(SplittableRandom random) {
    String value = value(random);
    String place = PLACES.get(random.nextInt(3));
    String scheme = place.equals("authorization") ? pick(random, SCHEMES) : "";
    Headers headers = Headers.of(place, scheme + value);
    return switch (random.nextInt(6)) {
      case 0 -> headers.and(Headers.of(place, "Bearer " + KEY));
      case 1 -> Headers.of("api-key", KEY).and(headers).and(Headers.of("api-key", KEY));
      case 2 -> headers.and(Headers.of(place.equals("api-key") ? "x-api-key" : "api-key", KEY));
      default -> headers;
    };
  }

  /** Never {@link Fixtures#KEY} itself. */
  private static String value(SplittableRandom random) {
    return switch (random.nextInt(7)) {
      case 0 -> pick(random, KNOWN);
      case 1 -> KEY + pick(random, KNOWN);
      case 2 -> letters(random, 1 + random.nextInt(40), 0x21, 0x7f);
      case 3 -> letters(random, 1 + random.nextInt(40), 0, 0x250);
      case 4 -> letters(random, 500 + random.nextInt(40), 'a', 'z');
      case 5 -> "x".repeat(random.nextInt(50) == 0 ? 65_536 : 1 + random.nextInt(2_000));
      default -> mutated(random);
    };
  }

  private static String mutated(SplittableRandom random) {
    StringBuilder key = new StringBuilder(KEY);
    int at = random.nextInt(key.length());
    switch (random.nextInt(4)) {
      case 0 -> key.setCharAt(at, (char) (key.charAt(at) + 1));
      case 1 -> key.deleteCharAt(at);
      case 2 -> key.insert(at, (char) random.nextInt(1, 0x300));
      // Becomes the same byte when a character is cut down to eight bits.
      default -> key.setCharAt(at, (char) (key.charAt(at) | 0x100));
    }
    return key.toString();
  }

  private static String letters(SplittableRandom random, int length, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(from, to));
    }
    return text.toString();
  }

  private static String pick(SplittableRandom random, List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
