package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.SseEvents;
import dev.isthmus.core.dialect.turn.TurnEvent.Broken;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer that is a stream of events; blocks follow one another and do not mix. Only {@code
 * message_stop} is an end: a stream that breaks off before it has none. Events and deltas that are
 * not known are passed over.
 */
final class ClaudeStreamReader implements AnswerReader {
  private final SseEvents events = new SseEvents();
  private final ClaudeUsage usage = new ClaudeUsage();
  private final ClaudeStreamBlock block = new ClaudeStreamBlock();
  private boolean begun;
  private boolean ended;
  private String stopReason = "";
  private @Nullable String stopSequence;

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    events.see(part, (bytes, length) -> read(bytes, length, sink));
  }

  @Override
  public void end(TurnSink sink) throws IOException {
    events.end((bytes, length) -> read(bytes, length, sink));
  }

  private void read(byte[] bytes, int length, TurnSink sink) throws IOException {
    if (ended) {
      return;
    }
    ClaudeRecord event = ClaudeRecord.read(bytes, length, usage);
    Failure error = event.error();
    if (error != null) {
      sink.on(new Broken(error));
      return;
    }
    switch (event.type()) {
      case "message_start" -> {
        begin(sink);
        meter(sink);
      }
      case "content_block_start" -> {
        begin(sink);
        block.start(event.piece(), sink);
      }
      case "content_block_delta" -> {
        begin(sink);
        block.delta(event.piece(), sink);
      }
      case "content_block_stop" -> block.stop(sink);
      case "message_delta" -> readEnd(event.piece(), sink);
      case "message_stop" -> finish(sink);
      default -> {}
    }
  }

  private void begin(TurnSink sink) throws IOException {
    if (!begun) {
      begun = true;
      sink.on(new Speaker(Role.ASSISTANT, 0));
    }
  }

  private void readEnd(ClaudePiece delta, TurnSink sink) throws IOException {
    if (!delta.text("stop_reason").isEmpty()) {
      stopReason = delta.text("stop_reason");
      String sequence = delta.text("stop_sequence");
      stopSequence = sequence.isEmpty() ? null : sequence;
    }
    meter(sink);
  }

  private void meter(TurnSink sink) throws IOException {
    if (usage.isSeen()) {
      sink.on(usage.metered());
    }
  }

  private void finish(TurnSink sink) throws IOException {
    begin(sink);
    block.stop(sink);
    ended = true;
    if (stopReason.isEmpty()) {
      sink.on(
          new Broken(
              Failure.ofProvider(
                  FailureKind.MALFORMED,
                  Failure.Retry.UNANSWERED,
                  "the answer does not say why it is over")));
      return;
    }
    sink.on(ClaudeStop.event(stopReason, stopSequence, block.called()));
  }
}
