package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParseException;
import dev.isthmus.core.bytes.EventStreamMessage;
import dev.isthmus.core.dialect.turn.AnswerTool;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Broken;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallArguments;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says the events of one streamed answer. Blocks of all kinds share one count there; tool calls
 * have their own here, from 0.
 *
 * <p>Errors: an event that is no object, or that goes on with a call that never began, breaks the
 * answer's grammar. What is not known is passed over.
 */
final class ConverseEvents {
  /** More calls than any answer has under way at once. */
  private static final int MAX_OPEN_CALLS = 128;

  /** In place of a call's index: it is no call, but the answer in one's clothes. */
  private static final int ANSWER = -1;

  /** Calls under way, by the index of their block. */
  private final Map<Integer, Call> open = new TreeMap<>();

  private final ConverseIssuer issuer;
  private int calls;
  private boolean begun;

  ConverseEvents(ConverseIssuer issuer) {
    this.issuer = issuer;
  }

  void read(EventStreamMessage message, TurnSink sink) throws IOException {
    switch (message.type()) {
      case EXCEPTION, ERROR ->
          sink.on(new Broken(ConverseFault.of(message.name(), message.payload())));
      case EVENT -> readEvent(message, sink);
      case OTHER -> {}
    }
  }

  private void readEvent(EventStreamMessage message, TurnSink sink) throws IOException {
    switch (message.name()) {
      case "messageStart" -> begin(sink);
      case "contentBlockStart" -> start(payload(message), sink);
      case "contentBlockDelta" -> delta(payload(message), sink);
      case "contentBlockStop" -> stop(payload(message).index(), sink);
      case "messageStop" -> end(payload(message), sink);
      case "metadata" -> {
        TurnEvent metered = payload(message).metered();
        if (metered != null) {
          sink.on(metered);
        }
      }
      default -> {}
    }
  }

  private static ConversePayload payload(EventStreamMessage message) throws IOException {
    ConversePayload payload = new ConversePayload();
    payload.read(message.payload());
    return payload;
  }

  private void begin(TurnSink sink) throws IOException {
    if (!begun) {
      begun = true;
      sink.on(new Speaker(Role.ASSISTANT, 0));
    }
  }

  private void start(ConversePayload block, TurnSink sink) throws IOException {
    String name = block.text(ConversePayload.Key.NAME);
    if (name == null) {
      return; // not the start of a call
    }
    if (open.containsKey(block.index()) || open.size() == MAX_OPEN_CALLS) {
      throw new JsonParseException(null, "a call begins inside another, or too many do");
    }
    begin(sink);
    if (name.equals(AnswerTool.NAME)) {
      open.put(block.index(), new Call(ANSWER));
      return;
    }
    Call call = new Call(calls++);
    open.put(block.index(), call);
    sink.on(new ToolCallStart(call.index, block.text(ConversePayload.Key.ID), name));
  }

  private void delta(ConversePayload block, TurnSink sink) throws IOException {
    begin(sink);
    String text = block.text(ConversePayload.Key.TEXT);
    if (text != null && !text.isEmpty()) {
      sink.on(new Text(text));
    }
    String input = block.text(ConversePayload.Key.INPUT);
    if (input != null && !input.isEmpty()) {
      arguments(block.index(), input, sink);
    }
    String thought = block.text(ConversePayload.Key.THOUGHT);
    if (thought != null && !thought.isEmpty()) {
      sink.on(new Reasoning(thought, null));
    }
    String signature = block.text(ConversePayload.Key.SIGNATURE);
    if (signature != null && !signature.isEmpty()) {
      sink.on(new Reasoning("", issuer.signature(signature)));
    }
    String redacted = block.text(ConversePayload.Key.REDACTED);
    if (redacted != null && !redacted.isEmpty()) {
      sink.on(new Reasoning("", issuer.redacted(redacted)));
    }
  }

  private void arguments(int block, String piece, TurnSink sink) throws IOException {
    Call call = open.get(block);
    if (call == null) {
      throw new JsonParseException(null, "arguments of a call that did not begin");
    }
    argue(call, piece, sink);
  }

  private void stop(int block, TurnSink sink) throws IOException {
    Call call = open.remove(block);
    if (call != null) {
      close(call, sink);
    }
  }

  private void end(ConversePayload message, TurnSink sink) throws IOException {
    begin(sink);
    for (Call call : open.values()) {
      close(call, sink);
    }
    open.clear();
    String reason = message.text(ConversePayload.Key.STOP_REASON);
    if (reason == null) {
      throw new JsonParseException(null, "an end without a reason");
    }
    sink.on(ConverseStop.event(reason, calls > 0));
  }

  /** A tool without parameters is called without a word of arguments. */
  private static void close(Call call, TurnSink sink) throws IOException {
    if (!call.argued) {
      argue(call, "{}", sink);
    }
  }

  private static void argue(Call call, String piece, TurnSink sink) throws IOException {
    call.argued = true;
    sink.on(call.index == ANSWER ? new Text(piece) : new ToolCallArguments(call.index, piece));
  }

  /** One call under way. */
  private static final class Call {
    private final int index;
    private boolean argued;

    Call(int index) {
      this.index = index;
    }
  }
}
