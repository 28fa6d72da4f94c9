package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.AnswerTool;
import dev.isthmus.core.dialect.turn.HeldBytes;
import dev.isthmus.core.dialect.turn.TurnEvent.Broken;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Reads an answer that is one message, held until it is whole. */
final class ClaudeDocumentReader implements AnswerReader {
  /** Largest plain answer that is held to be translated. */
  static final int MAX_ANSWER_BYTES = 32 << 20;

  private final HeldBytes held = new HeldBytes(MAX_ANSWER_BYTES);
  private boolean called;

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    held.add(part, part.readerIndex(), part.readableBytes());
  }

  @Override
  public void end(TurnSink sink) throws IOException {
    ClaudeUsage usage = new ClaudeUsage();
    ClaudeRecord message = ClaudeRecord.read(held.array(), held.size(), usage);
    Failure error = message.error();
    String stopReason = message.stopReason();
    if (error != null) {
      sink.on(new Broken(error));
      return;
    }
    if (stopReason == null) {
      sink.on(
          new Broken(
              Failure.ofProvider(
                  FailureKind.MALFORMED,
                  Failure.Retry.UNANSWERED,
                  "the answer does not say why it is over")));
      return;
    }
    sink.on(new Speaker(Role.ASSISTANT, 0));
    for (ClaudePiece block : message.content()) {
      say(block, sink);
    }
    if (usage.isSeen()) {
      sink.on(usage.metered());
    }
    sink.on(ClaudeStop.event(stopReason, message.stopSequence(), called));
  }

  /** What was not asked for (tools that the provider runs itself) is passed over. */
  private void say(ClaudePiece block, TurnSink sink) throws IOException {
    switch (block.type()) {
      case "text" -> block.sayText(sink);
      case "thinking" -> block.sayThought(sink);
      case "redacted_thinking" -> block.sayRedacted(sink);
      case "tool_use" -> sayCall(block, sink);
      default -> {}
    }
  }

  private void sayCall(ClaudePiece block, TurnSink sink) throws IOException {
    String name = block.callName();
    if (name.equals(AnswerTool.NAME)) {
      sink.on(new Text(block.input()));
    } else {
      called = true;
      sink.on(new ToolCall(block.callId(), name, block.input(), null));
    }
  }
}
