package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NameKindsTest {
  /** What an official client sends. */
  private static final List<String> SENT =
      List.of(
          "host",
          "accept",
          "content-type",
          "user-agent",
          "x-stainless-lang",
          "x-stainless-package-version",
          "x-stainless-os",
          "x-stainless-arch",
          "x-stainless-runtime",
          "x-stainless-runtime-version",
          "x-stainless-async",
          "authorization",
          "content-length");

  @Test
  void aNameIsOfOneKindHoweverItIsWritten() {
    for (String name : SENT) {
      byte[] bytes = ("xx" + name + ":").getBytes(US_ASCII);
      long kind = NameKinds.of(bytes, 2, 2 + name.length());
      assertEquals(kind, NameKinds.of(name), name);
      assertEquals(1, Long.bitCount(kind), name);
    }
    assertEquals(NameKinds.of("x"), NameKinds.of(new byte[] {'x'}, 0, 1));
  }

  @Test
  void noFieldHasAnEmptyName() {
    assertEquals(0, NameKinds.of(""));
  }

  @Test
  void mostNamesThatAreAskedForAreOfNoKindThatIsThere() {
    long there = SENT.stream().mapToLong(NameKinds::of).reduce(0, (a, b) -> a | b);
    List<String> asked =
        List.of(
            "transfer-encoding",
            "connection",
            "expect",
            "content-encoding",
            "anthropic-version",
            "api-key",
            "x-api-key",
            "x-goog-api-key",
            "traceparent",
            "x-isthmus-max-cost");
    long spared = asked.stream().filter(name -> (there & NameKinds.of(name)) == 0).count();
    assertTrue(spared >= 6, () -> "only " + spared);
    assertNotEquals(NameKinds.of("expect"), NameKinds.of("accept"));
  }
}
