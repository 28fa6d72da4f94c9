package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;

/**
 * What one choice has said so far; turns what is read of it into events. A refusal is text, and its
 * end a filter's. A choice of a plain answer is over though it should not say so.
 */
final class ChatChoice {
  private final int index;
  private final boolean stream;
  private final ChatCalls calls = new ChatCalls();
  private boolean refused;

  ChatChoice(int index, boolean stream) {
    this.index = index;
    this.stream = stream;
  }

  void say(ChatChoiceReader read, TurnSink sink) throws IOException {
    ChatMessageReader message = read.message();
    String finishReason = read.finishReason();
    if (!message.isPresent() && finishReason == null) {
      return;
    }
    sink.on(new Speaker(Role.ASSISTANT, index));
    say(message, sink);
    if (read.logprobs() != null) {
      sink.on(read.logprobs());
    }
    if (finishReason != null || !stream) {
      String reason = finishReason == null ? "stop" : finishReason;
      sink.on(ChatFinish.event(reason, read.stopSequence(), calls.any(), refused));
    }
  }

  private void say(ChatMessageReader message, TurnSink sink) throws IOException {
    if (!message.reasoning().isEmpty() || message.signature() != null) {
      sink.on(new Reasoning(message.reasoning(), message.signature()));
    }
    if (!message.text().isEmpty()) {
      sink.on(new Text(message.text()));
    }
    if (!message.refusal().isEmpty()) {
      refused = true;
      sink.on(new Text(message.refusal()));
    }
    for (ChatCallPiece piece : message.calls()) {
      if (stream) {
        calls.go(piece, sink);
      } else {
        calls.whole(piece, sink);
      }
    }
  }
}
