package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.HeaderView;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a head says when it is asked. */
final class ResponseHeadTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "149984, 149984",
    "'  7\t', 7",
    "007, 7",
    "999999999999999999, 999999999999999999",
    "1000000000000000000, -1",
    "'', -1",
    "-1, -1",
    "+1, -1",
    "1.5, -1",
    "1 2, -1",
    "/, -1",
    ":, -1",
    "six, -1"
  })
  void aNumberIsReadWhereItLiesAsFromItsText(String value, long number) {
    ResponseHead head = ResponseHead.take();
    String wire = "HTTP/1.1 200 OK\r\nX-Left: " + value + "\r\n\r\n";
    assertEquals(
        Step.HEAD, head.read(Unpooled.wrappedBuffer(wire.getBytes(StandardCharsets.ISO_8859_1))));

    assertEquals(number, head.number("x-left"));
    assertEquals(number, asText(value).number("x-left"));
    assertEquals(-1, head.number("x-right"));
    head.release();
  }

  private static HeaderView asText(String value) {
    return new HeaderView() {
      @Override
      public @Nullable String get(String name) {
        return value;
      }

      @Override
      public void forEach(BiConsumer<String, String> visitor) {
        visitor.accept("x-left", value);
      }
    };
  }
}
