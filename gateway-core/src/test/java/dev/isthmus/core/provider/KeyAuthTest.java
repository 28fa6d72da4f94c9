package dev.isthmus.core.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown of a token that is replaced from time to time. */
final class KeyAuthTest {
  private static final Unsigned REQUEST =
      new Unsigned(
          Address.of(URI.create("https://a.example"), false),
          "POST",
          "/v1",
          "application/json",
          Unpooled.EMPTY_BUFFER);

  private String token = "ka-first-h2Rk8vWq3";
  private final KeyAuth auth = KeyAuth.bearer(() -> token);
  private final List<String> sent = new ArrayList<>();

  @Test
  void theNewestIsShownFromTheNextRequestOn() {
    show();
    show();
    token = "ZpX7m-second-Lt0dN";
    show();

    assertEquals(
        List.of(
            "authorization: Bearer ka-first-h2Rk8vWq3",
            "authorization: Bearer ka-first-h2Rk8vWq3",
            "authorization: Bearer ZpX7m-second-Lt0dN"),
        sent);
  }

  @Test
  void anAnswerMayQuoteTheOneBefore() {
    show();
    token = "ZpX7m-second-Lt0dN";
    show();

    assertTrue(quotes("bad key: ka-first-h2Rk8vWq3"));
    assertTrue(quotes("bad key: ZpX7m-second-Lt0dN"));
    assertFalse(quotes("bad key: 9sYc4uEj5-third-bQ"));
  }

  @Test
  void neverPrintsIt() {
    show();

    assertEquals("authorization: ***", auth.toString());
  }

  private void show() {
    auth.authenticate(REQUEST, (name, value) -> sent.add(name + ": " + value));
  }

  private boolean quotes(String text) {
    ByteBuf body = Unpooled.copiedBuffer(text, UTF_8);
    try {
      return auth.isQuotedIn(body);
    } finally {
      body.release();
    }
  }
}
