package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.SseEvents;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a stream of chat.completion.chunk. What comes after the end mark means nothing; a stream
 * without one is as complete as its choices.
 */
final class ChatStreamReader implements AnswerReader {
  private static final byte[] END_MARK = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final SseEvents events = new SseEvents();
  private final ChatAnswerReader chunks = new ChatAnswerReader(true);
  private boolean done;

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    events.see(part, (bytes, length) -> read(bytes, length, END_MARK.length, sink));
  }

  /** An end mark that was cut off is still no chunk. */
  @Override
  public void end(TurnSink sink) throws IOException {
    events.end((bytes, length) -> read(bytes, length, 1, sink));
  }

  private void read(byte[] event, int length, int leastMark, TurnSink sink) throws IOException {
    done = done || isEndMark(event, length, leastMark);
    if (!done && length > 0) {
      chunks.read(event, length, sink);
    }
  }

  /** Whether the event begins as the end mark does, with at least {@code least} bytes of it. */
  private static boolean isEndMark(byte[] event, int length, int least) {
    int size = Math.min(length, END_MARK.length);
    return size >= least && Arrays.equals(event, 0, size, END_MARK, 0, size);
  }
}
