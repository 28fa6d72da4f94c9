package dev.isthmus.core.dialect.responses;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.responses.ResponsesOutputItem.Kind;
import dev.isthmus.core.dialect.responses.ResponsesOutputItem.Status;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The output items of one answer, in the order in which they began.
 *
 * <p>One message or one item of thoughts goes on at a time; calls that come in pieces stay open
 * beside it, because pieces of several may alternate and none says that it was the last.
 */
final class ResponsesOutput {
  /** Largest answer that is held to be repeated in its last events. Units: chars. */
  static final int MAX_ANSWER_CHARS = 16 << 20;

  /** Whose signatures prove a message by themselves, and not the thoughts before it. */
  private static final String SIGNS_MESSAGES = "google";

  private final AnswerContext context;
  private final Watcher watcher;
  private final List<ResponsesOutputItem> items = new ArrayList<>();
  private final Map<Integer, ResponsesOutputItem> calls = new HashMap<>();
  private @Nullable ResponsesOutputItem current;
  private @Nullable Signature ofMessage;
  private int chars;

  ResponsesOutput(AnswerContext context, Watcher watcher) {
    this.context = context;
    this.watcher = watcher;
  }

  /** Is told what becomes of the items. */
  interface Watcher {
    /** An item began; it is still empty. */
    void begun(ResponsesOutputItem item) throws IOException;

    /** {@code piece} was added to an item. */
    void grown(ResponsesOutputItem item, String piece) throws IOException;

    /** How likely the last tokens of a message were became known. */
    void scored(ResponsesOutputItem item, List<ScoredToken> tokens) throws IOException;

    /** Nothing more is added to an item. */
    void ended(ResponsesOutputItem item) throws IOException;
  }

  List<ResponsesOutputItem> items() {
    return items;
  }

  void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Text text) {
      if (!text.text().isEmpty()) {
        grow(current(Kind.MESSAGE), text.text());
      }
    } else if (event instanceof Reasoning reasoning) {
      think(reasoning);
    } else if (event instanceof ToolCall call) {
      call(call);
    } else if (event instanceof ToolCallStart start) {
      ResponsesOutputItem before = calls.put(start.index(), begin(start.id(), start.name()));
      if (before != null) {
        end(before, Status.COMPLETED);
      }
    } else if (event instanceof TurnEvent.ToolCallArguments more) {
      ResponsesOutputItem call = calls.get(more.index());
      if (call != null && !more.piece().isEmpty()) {
        grow(call, more.piece());
      }
    } else if (event instanceof TurnEvent.Logprobs logprobs && isCurrent(Kind.MESSAGE)) {
      current(Kind.MESSAGE).score(logprobs.tokens());
      watcher.scored(current(Kind.MESSAGE), logprobs.tokens());
    }
  }

  /** Nothing more comes; what is still open ends as {@code how}. */
  void finish(Status how) throws IOException {
    endCurrent(how);
    for (ResponsesOutputItem item : items) {
      if (item.isOpen()) {
        end(item, how);
      }
    }
  }

  private void think(Reasoning reasoning) throws IOException {
    String text = reasoning.text();
    Signature signature = reasoning.signature();
    if (text.isEmpty() && signature != null && provesMessage(signature)) {
      ofMessage = signature;
    } else if (!text.isEmpty() || signature != null) {
      think(text, signature);
    }
  }

  /** It may come in the midst of its message, and waits for the end of that. */
  private boolean provesMessage(Signature signature) {
    return isCurrent(Kind.MESSAGE) && signature.issuer().equals(SIGNS_MESSAGES);
  }

  private void think(String text, @Nullable Signature signature) throws IOException {
    if (current != null && current.isSigned()) {
      endCurrent(Status.COMPLETED);
    }
    ResponsesOutputItem thoughts = current(Kind.REASONING);
    if (!text.isEmpty()) {
      grow(thoughts, text);
    }
    if (signature != null) {
      thoughts.sign(new ResponsesSignature(ResponsesSignature.Of.THOUGHT, signature));
    }
  }

  private void call(ToolCall call) throws IOException {
    if (call.signature() != null) {
      sign(new ResponsesSignature(ResponsesSignature.Of.CALL, call.signature()));
    }
    ResponsesOutputItem item = begin(call.id(), call.name());
    if (!call.arguments().isEmpty()) {
      grow(item, call.arguments());
    }
    end(item, Status.COMPLETED);
  }

  /** Signs what comes next, in the thoughts before it or in an item that holds nothing else. */
  private void sign(ResponsesSignature signature) throws IOException {
    if (!isCurrent(Kind.REASONING) || current(Kind.REASONING).isSigned()) {
      endCurrent(Status.COMPLETED);
    }
    current(Kind.REASONING).sign(signature);
  }

  private boolean isCurrent(Kind kind) {
    return current != null && current.kind() == kind;
  }

  /** The item of {@code kind} that goes on, begun where there is none. */
  private ResponsesOutputItem current(Kind kind) throws IOException {
    ResponsesOutputItem item = current;
    if (item == null || item.kind() != kind) {
      endCurrent(Status.COMPLETED);
      item = begin(kind, null);
      current = item;
    }
    return item;
  }

  private void endCurrent(Status how) throws IOException {
    if (current != null) {
      end(current, how);
      current = null;
    }
    if (ofMessage != null) {
      ResponsesOutputItem proof = begin(Kind.REASONING, null);
      proof.sign(new ResponsesSignature(ResponsesSignature.Of.MESSAGE, ofMessage));
      ofMessage = null;
      end(proof, Status.COMPLETED);
    }
  }

  private ResponsesOutputItem begin(@Nullable String callId, String function) throws IOException {
    endCurrent(Status.COMPLETED);
    String id = callId == null ? context.toolCallIds().next() : callId;
    return begin(Kind.CALL, new ResponsesOutputItem.Call(id, function));
  }

  private ResponsesOutputItem begin(Kind kind, ResponsesOutputItem.@Nullable Call call)
      throws IOException {
    ResponsesOutputItem item = new ResponsesOutputItem(kind, items.size(), context.callId(), call);
    items.add(item);
    watcher.begun(item);
    return item;
  }

  private void grow(ResponsesOutputItem item, String piece) throws IOException {
    if (piece.length() > MAX_ANSWER_CHARS - chars) {
      throw new TurnRefusal(
          Failure.ofProvider(
              FailureKind.MALFORMED,
              Failure.Retry.NEVER,
              "the answer holds more than " + MAX_ANSWER_CHARS + " characters"));
    }
    chars += piece.length();
    item.append(piece);
    watcher.grown(item, piece);
  }

  /** Arguments are JSON for whoever reads them, even where the model wrote none. */
  private void end(ResponsesOutputItem item, Status how) throws IOException {
    if (item.kind() == Kind.CALL && item.isEmpty()) {
      grow(item, "{}");
    }
    item.end(how);
    watcher.ended(item);
  }
}
