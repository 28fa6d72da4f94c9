package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A word that may be found nowhere: not as it is, not half of it, not in base64, not in a URL.
 *
 * @param text of one byte per character
 */
record Marked(String text) {
  /** Base64 writes three bytes at once: where a word begins among them changes its letters. */
  private static final int BASE64_GROUP = 3;

  private static final int LETTERS_PER_GROUP = 4;

  /** Fails where {@code place} holds any form of it; the message shows what stands around it. */
  void assertNotIn(String name, String place) {
    for (String form : forms()) {
      int at = place.indexOf(form);
      assertFalse(
          at >= 0, () -> name + ": " + place.substring(Math.max(0, at - 80), at + form.length()));
    }
  }

  private List<String> forms() {
    List<String> forms = new ArrayList<>();
    forms.add(text.substring(0, text.length() / 2));
    forms.add(text.substring(text.length() / 2));
    forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
    for (int lead = 0; lead < BASE64_GROUP; lead++) {
      forms.add(inner(Base64.getEncoder(), lead));
      forms.add(inner(Base64.getUrlEncoder(), lead));
    }
    return forms;
  }

  /** The letters that depend on nothing but the word, where {@code lead} bytes stand before it. */
  private String inner(Base64.Encoder encoder, int lead) {
    byte[] bytes = ("\0".repeat(lead) + text).getBytes(StandardCharsets.ISO_8859_1);
    int from = lead == 0 ? 0 : LETTERS_PER_GROUP;
    int until = bytes.length / BASE64_GROUP * LETTERS_PER_GROUP;
    return encoder.encodeToString(bytes).substring(from, until);
  }
}
