package dev.isthmus.server.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a fuzzer feeds the reader of answers with: the first byte says where the rest is cut. The
 * pieces must read as the whole does, and what is whole Netty's decoder must read alike or refuse.
 */
public final class AnswerFuzz {
  private static final int MOST_BYTES = 1 << 20;
  private static final String SURPLUS = "bad bytes after the end of the answer";

  private AnswerFuzz() {}

  /** The entry that Jazzer looks for; see CONTRIBUTING.md. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    int cut = (input[0] & 0xff) * bytes.length / 256;
    String whole = read(bytes, bytes.length);
    String pieces = read(bytes, cut);
    if (whole.equals(SURPLUS) && pieces.startsWith("whole ")) {
      return; // the surplus had not come when the answer ended; the connection's owner sees it
    }
    assertEquals(whole, pieces);
    String other = whole.startsWith("whole ") ? readByNetty(bytes) : null;
    if (other != null) {
      assertEquals(whole, other);
    }
  }

  /** What becomes of the answer in {@code bytes}, delivered in two pieces. */
  static String read(byte[] bytes, int cut) {
    ResponseParser parser = new ResponseParser();
    parser.start(false);
    StringBuilder body = new StringBuilder();
    String end = feed(parser, Unpooled.wrappedBuffer(bytes, 0, cut), body);
    if (end.isEmpty()) {
      end = feed(parser, Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut), body);
    }
    return end.isEmpty() ? "unfinished" : end;
  }

  private static String feed(ResponseParser parser, ByteBuf piece, StringBuilder body) {
    while (true) {
      switch (parser.next(piece)) {
        case MORE -> {
          return "";
        }
        case HEAD -> {}
        case BODY -> body.append(piece.readCharSequence(parser.part(), ISO_8859_1));
        case END -> {
          return "whole " + parser.status() + " " + body;
        }
        case BAD -> {
          return "bad " + parser.problem();
        }
      }
    }
  }

  /** The same by Netty; null where it refuses the answer, or takes it for unfinished. */
  private static @Nullable String readByNetty(byte[] bytes) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(MOST_BYTES));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    FullHttpResponse answer = channel.readInbound();
    while (answer != null && answer.status().code() < 200) {
      answer.release();
      answer = channel.readInbound();
    }
    if (answer == null) {
      return null;
    }
    @Nullable String text =
        answer.decoderResult().isSuccess()
            ? "whole " + answer.status().code() + " " + answer.content().toString(ISO_8859_1)
            : null;
    answer.release();
    // Not finish(): what follows may be the beginning of another message, and is nobody's matter.
    var unused = channel.close();
    channel.releaseInbound();
    return text;
  }
}
