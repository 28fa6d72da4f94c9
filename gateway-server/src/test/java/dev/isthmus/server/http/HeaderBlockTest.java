package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** A block goes from one connection to the next as soon as nobody asks for it any more. */
final class HeaderBlockTest {
  private final Http1Request one = new Http1Request(EdgeLimits.DEFAULT);
  private final Http1Request other = new Http1Request(EdgeLimits.DEFAULT);

  private static HeaderBlock read(Http1Request request, String name) {
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\nContent-Length: 2\r\nX-Name: "
            + name
            + "\r\n\r\n";
    request.head.feed(Unpooled.copiedBuffer(head, US_ASCII));
    request.judge();
    return request.headers();
  }

  @Test
  void whoeverIsDoneHasNoHeadersLeft() {
    read(one, "first").done();
    assertThrows(IllegalStateException.class, one::headers);
  }

  @Test
  void theEndOfAnAnswerTakesNothingFromTheNextHolder() {
    HeaderBlock first = read(one, "first");
    first.done();
    HeaderBlock second = read(other, "second");
    one.release();
    HeaderBlock third = read(new Http1Request(EdgeLimits.DEFAULT), "third");
    assertNotSame(second, third);
    assertEquals("second", other.headers().get("x-name"));
    assertEquals("third", third.get("x-name"));
  }
}
