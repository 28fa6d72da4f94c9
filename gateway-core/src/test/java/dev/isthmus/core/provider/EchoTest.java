package dev.isthmus.core.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import io.netty.buffer.Unpooled;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class EchoTest {
  private static final String KEY = "sk-Yt6azure+Hc/2nBvK8dPq-Lw_0";

  @Test
  @Case(id = "SEC3", did = "looks for a credential in every spelling, at every place in a text")
  void everySpellingIsFoundWhereverItStands(Figures figures) {
    List<String> spellings = spellings();
    int found = 0;
    for (String spelling : spellings) {
      for (int lead = 0; lead < 8; lead++) {
        String text = "{\"e\":\"" + "x".repeat(lead) + spelling + "\"}";
        assertTrue(isIn(text, KEY), text);
        found++;
      }
    }
    figures.add("spellings", spellings.size()).add("found", found);
  }

  private static List<String> spellings() {
    List<String> all = new ArrayList<>();
    all.add(KEY);
    all.add(KEY.toUpperCase(Locale.ROOT));
    all.add(KEY.substring(0, KEY.length() / 2));
    all.add(KEY.substring(KEY.length() / 2));
    all.add(KEY.substring(7, 7 + KEY.length() / 2));
    all.add(URLEncoder.encode(KEY, UTF_8));
    all.add(KEY.replace("/", "\\/"));
    all.add(HexFormat.of().formatHex(KEY.getBytes(UTF_8)));
    all.add(HexFormat.of().withUpperCase().formatHex(KEY.getBytes(UTF_8)));
    StringBuilder escaped = new StringBuilder();
    StringBuilder percent = new StringBuilder();
    KEY.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    KEY.chars().forEach(c -> percent.append(String.format("%%%02X", c)));
    all.add(escaped.toString());
    all.add(percent.toString());
    for (String before : List.of("", "a", "ab", "Bearer ", "api-key: ")) {
      byte[] bytes = (before + KEY).getBytes(UTF_8);
      all.add(Base64.getEncoder().encodeToString(bytes));
      all.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      all.add(Base64.getEncoder().encodeToString(bytes).replace("/", "\\/"));
    }
    return all;
  }

  @Test
  void otherTextsAreNot() {
    for (String text :
        List.of(
            "",
            "{",
            "\\",
            "\\u00",
            "%",
            "%4",
            "{\"error\":{\"message\":\"Incorrect API key provided: sk-Yt6az********Lw_0.\"}}",
            "The temperature must be at most 2 \\u00e9 100%.",
            KEY.substring(0, 7),
            "x".repeat(70_000))) {
      assertFalse(isIn(text, KEY), text);
    }
    assertFalse(isIn("anything", ""));
  }

  @Test
  void shortSecretsAreFoundWhole() {
    assertTrue(isIn("the key abc is wrong", "abc"));
    assertTrue(isIn("the key is azure-key.", "azure-key"));
    assertFalse(isIn("the key ab is wrong", "abc"));
  }

  private static boolean isIn(String text, String secret) {
    return Echo.isIn(Unpooled.copiedBuffer(text, UTF_8), secret);
  }
}
