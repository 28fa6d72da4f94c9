package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.anthropic.MessagesTurnPiece.Kind;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the deltas of an answer together into blocks, in the order in which they began. Whoever
 * writes them takes them from the front; until then calls may go on in any order, as they do where
 * a provider writes several at a time. Threads: one. Errors: more than {@value #MAX_CHARS}
 * characters waiting, and pieces of a call that is over, are refused.
 */
final class MessagesTurnPieces {
  /** More than any model writes into one answer. */
  static final int MAX_CHARS = 1 << 24;

  private final Deque<MessagesTurnPiece> pieces = new ArrayDeque<>();
  private boolean called;
  private long chars;

  void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Text text) {
      if (!text.text().isEmpty()) {
        append(open(Kind.TEXT), text.text());
      }
    } else if (event instanceof Reasoning reasoning) {
      think(reasoning);
    } else if (event instanceof TurnEvent.ToolCall call) {
      if (call.signature() != null) {
        add(MessagesTurnPiece.redacted(new MessagesTurnSignature(call.signature(), true)));
      }
      call(MessagesTurnPiece.of(call));
    } else if (event instanceof TurnEvent.ToolCallStart start) {
      call(MessagesTurnPiece.of(start));
    } else if (event instanceof TurnEvent.ToolCallArguments more) {
      goOn(more);
    }
  }

  /** Whether a tool was used. */
  boolean called() {
    return called;
  }

  /** The first of those that were not taken, or null. */
  @Nullable MessagesTurnPiece first() {
    return pieces.peekFirst();
  }

  /** Whether another one begins after the first. */
  boolean hasSecond() {
    return pieces.size() > 1;
  }

  /** Takes the first one. */
  void remove() {
    chars -= pieces.removeFirst().text().length();
  }

  /** Forgets the text of the first one, which was written and will not be asked for again. */
  void forgetText() {
    MessagesTurnPiece first = pieces.getFirst();
    chars -= first.text().length();
    first.text().setLength(0);
  }

  private void call(MessagesTurnPiece piece) throws TurnRefusal {
    add(piece);
    called = true;
  }

  private void add(MessagesTurnPiece piece) throws TurnRefusal {
    pieces.add(piece);
    count(piece.text().length());
  }

  private void think(Reasoning reasoning) throws TurnRefusal {
    Signature signature = reasoning.signature();
    boolean bare = reasoning.text().isEmpty();
    MessagesTurnPiece last = pieces.peekLast();
    boolean goesOn = last != null && last.kind() == Kind.THINKING && !last.isWhole();
    if (bare && signature != null && !belongsToThought(signature, goesOn)) {
      add(MessagesTurnPiece.redacted(new MessagesTurnSignature(signature, false)));
    } else if (!bare || signature != null) {
      MessagesTurnPiece thought = open(Kind.THINKING);
      append(thought, reasoning.text());
      if (signature != null) {
        thought.sign(signature);
      }
    }
  }

  /** A signature that comes alone ends the thought under way, or proves one that is not shown. */
  private static boolean belongsToThought(Signature signature, boolean goesOn) {
    String issuer = signature.issuer();
    boolean hidden = issuer.equals(MessagesTurnSignature.REDACTED);
    return (goesOn || issuer.equals(MessagesTurnSignature.THINKING)) && !hidden;
  }

  /** The last block where it is one of {@code kind} that goes on, or else a new one. */
  private MessagesTurnPiece open(Kind kind) {
    MessagesTurnPiece last = pieces.peekLast();
    if (last == null || last.kind() != kind || last.isWhole()) {
      last = MessagesTurnPiece.of(kind);
      pieces.add(last);
    }
    return last;
  }

  private void goOn(TurnEvent.ToolCallArguments more) throws TurnRefusal {
    Iterator<MessagesTurnPiece> latest = pieces.descendingIterator();
    while (latest.hasNext()) {
      MessagesTurnPiece piece = latest.next();
      if (piece.isCall(more.index())) {
        append(piece, more.piece());
        return;
      }
    }
    if (!more.piece().isBlank()) {
      throw malformed("a tool call goes on after its end");
    }
  }

  private void append(MessagesTurnPiece piece, String more) throws TurnRefusal {
    count(more.length());
    piece.text().append(more);
  }

  private void count(int more) throws TurnRefusal {
    chars += more;
    if (chars > MAX_CHARS) {
      throw malformed("more than " + MAX_CHARS + " characters wait for their turn");
    }
  }

  private static TurnRefusal malformed(String what) {
    return new TurnRefusal(
        Failure.ofProvider(
            FailureKind.MALFORMED, Failure.Retry.NEVER, "the provider's answer: " + what));
  }
}
