package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.HeaderSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the edge says of an answer, and what it lets others say. */
final class AnswerHeadersTest {
  private static final List<String> OURS =
      List.of("x-request-id: req-1", "cache-control: no-store", "vary: authorization");

  private final List<String> texts = new ArrayList<>();

  /** A sink of bytes: numbers come as numbers. */
  private final HeaderSink sink =
      new HeaderSink() {
        @Override
        public void add(String name, String value) {
          texts.add(name + ": " + value);
        }

        @Override
        public void add(String name, long value) {
          texts.add(name + ": " + value);
        }
      };

  @Test
  void theEdgeSpeaksFirst() {
    AnswerHeaders.write("req-1", headers -> headers.add("content-type", "text/plain"), sink);

    assertEquals(with("content-type: text/plain"), texts);
  }

  @Test
  void nobodyElseSaysAnythingOfFraming() {
    AnswerHeaders.write(
        "req-1",
        headers -> {
          headers.add("content-length", "17");
          headers.add("content-length", 17);
          headers.add("transfer-encoding", "chunked");
          headers.add("keep-alive", 5);
          headers.add("x-request-id", "theirs");
          headers.add("x-isthmus-attempts", 2);
        },
        sink);

    assertEquals(with("x-isthmus-attempts: 2"), texts);
  }

  private static List<String> with(String more) {
    List<String> all = new ArrayList<>(OURS);
    all.add(more);
    return all;
  }
}
