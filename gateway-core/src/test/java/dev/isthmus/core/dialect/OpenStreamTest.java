package dev.isthmus.core.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams that are open at one time: what each holds, and that none sees another's events. */
final class OpenStreamTest {
  private static final int STREAMS = 1_000;

  /** Of a tap that waits for its next event; with tables of its own it would be four times that. */
  private static final int MOST_BYTES = 1_200;

  private static final String CHUNK =
      "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
  private static final String FIRST =
      CHUNK
          + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}\n\n"
          + "data: [DONE]\n\n";
  private static final String SECOND =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A longer one, \\u00e9\"}}]}\n\n"
          + CHUNK
          + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":41}}\n\n"
          + "data: {\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"no\"}}\n\n";

  private static UsageTap tap(Dialect dialect) {
    return dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
  }

  @Test
  void aThousandThatWaitForTheirNextEventHoldLittle() {
    Dialect dialect = new OpenAiDialect();
    ByteBuf event = AllocationMeter.direct(CHUNK.getBytes(UTF_8));
    List<UsageTap> open = new ArrayList<>(20 * STREAMS);
    long bytes =
        AllocationMeter.bytes(
            () -> {
              for (int i = 0; i < STREAMS; i++) {
                UsageTap tap = tap(dialect);
                tap.see(event);
                open.add(tap);
              }
            });
    assertTrue(open.stream().allMatch(UsageTap::contentSeen));
    assertTrue(bytes / STREAMS <= MOST_BYTES, bytes / STREAMS + " bytes a stream");
  }

  @Test
  void twoThatAreCutAtEveryByteSayWhatEachSaysAlone() {
    byte[] first = FIRST.getBytes(UTF_8);
    byte[] second = SECOND.getBytes(UTF_8);
    Dialect dialect = new OpenAiDialect();
    String ofFirst = alone(tap(dialect), first);
    String ofSecond = alone(tap(dialect), second);
    for (int cut = 0; cut <= second.length; cut++) {
      int there = Math.min(cut, first.length);
      UsageTap one = tap(dialect);
      UsageTap other = tap(dialect);
      see(one, first, 0, there);
      see(other, second, 0, cut);
      see(one, first, there, first.length);
      see(other, second, cut, second.length);
      assertEquals(ofFirst, said(one));
      assertEquals(ofSecond, said(other));
      one.release();
      other.release();
    }
  }

  @Test
  void ofTwoProtocolsByteByByteInTurnsToo() {
    byte[] chunks = FIRST.getBytes(UTF_8);
    byte[] blocks =
        ("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":"
                + "{\"input_tokens\":25,\"output_tokens\":1}}}\n\n"
                + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n"
                + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
                + "{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":15}}\n\n"
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
            .getBytes(UTF_8);
    UsageTap one = tap(new OpenAiDialect());
    UsageTap other = tap(new AnthropicDialect());
    for (int i = 0; i < Math.max(chunks.length, blocks.length); i++) {
      see(one, chunks, Math.min(i, chunks.length), Math.min(i + 1, chunks.length));
      see(other, blocks, Math.min(i, blocks.length), Math.min(i + 1, blocks.length));
    }
    assertEquals(alone(tap(new OpenAiDialect()), chunks), said(one));
    assertEquals(alone(tap(new AnthropicDialect()), blocks), said(other));
    assertTrue(one.complete());
    assertTrue(other.complete());
  }

  private static String alone(UsageTap tap, byte[] stream) {
    see(tap, stream, 0, stream.length);
    String said = said(tap);
    tap.release();
    return said;
  }

  private static void see(UsageTap tap, byte[] bytes, int from, int to) {
    tap.see(AllocationMeter.direct(java.util.Arrays.copyOfRange(bytes, from, to)));
  }

  private static String said(UsageTap tap) {
    return tap.contentSeen()
        + " "
        + tap.complete()
        + " "
        + tap.usage()
        + " "
        + tap.contentBytes()
        + " "
        + tap.error();
  }
}
