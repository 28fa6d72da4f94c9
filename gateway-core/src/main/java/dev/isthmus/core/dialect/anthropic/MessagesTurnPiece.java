package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.JsonText;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One block of an answer, as far as it has come. */
final class MessagesTurnPiece {
  private static final int NO_CALL = -1;

  /** How often a growing input is looked at before it is left to wait for the answer's end. */
  private static final int MOST_LOOKS = 64;

  private final Kind kind;
  private final StringBuilder text = new StringBuilder();
  private final int callIndex;
  private final @Nullable String id;
  private final String name;
  private @Nullable String signature;
  private boolean whole;
  private int looksLeft = MOST_LOOKS;

  /** What a block is. */
  enum Kind {
    TEXT,
    THINKING,
    /** Its text is opaque. */
    REDACTED_THINKING,
    /** Its text is the input. */
    TOOL_USE
  }

  private MessagesTurnPiece(Kind kind, int callIndex, @Nullable String id, String name) {
    this.kind = kind;
    this.callIndex = callIndex;
    this.id = id;
    this.name = name;
  }

  /** A block of text or of thoughts. */
  static MessagesTurnPiece of(Kind kind) {
    return new MessagesTurnPiece(kind, NO_CALL, null, "");
  }

  /** A thought of which nothing can be read. */
  static MessagesTurnPiece redacted(MessagesTurnSignature signature) {
    MessagesTurnPiece piece = of(Kind.REDACTED_THINKING);
    piece.text.append(signature.text());
    piece.whole = true;
    return piece;
  }

  /** A whole call. */
  static MessagesTurnPiece of(ToolCall call) throws IOException {
    MessagesTurnPiece piece = new MessagesTurnPiece(Kind.TOOL_USE, NO_CALL, call.id(), call.name());
    piece.text.append(object(call.arguments()));
    piece.whole = true;
    return piece;
  }

  /** A call whose arguments follow. */
  static MessagesTurnPiece of(ToolCallStart start) {
    return new MessagesTurnPiece(Kind.TOOL_USE, start.index(), start.id(), start.name());
  }

  Kind kind() {
    return kind;
  }

  /** The id of a tool's use, or null where the provider named none. */
  @Nullable String id() {
    return id;
  }

  String name() {
    return name;
  }

  /** What the block says so far. */
  StringBuilder text() {
    return text;
  }

  /** What proves a thought, empty where nothing does. */
  String signature() {
    return signature == null ? "" : signature;
  }

  /** Whether nothing can be added, whatever comes. */
  boolean isWhole() {
    return whole;
  }

  /** Whether it is the block of the call that began as {@code index}. */
  boolean isCall(int index) {
    return callIndex == index;
  }

  /** A thought is signed when it is over. */
  void sign(Signature by) {
    signature = new MessagesTurnSignature(by, false).text();
    whole = true;
  }

  /** Whether nothing can be added once another block has begun: an input ends as an object. */
  boolean isComplete() throws IOException {
    if (kind != Kind.TOOL_USE) {
      return true;
    }
    boolean ends = !text.isEmpty() && text.charAt(text.length() - 1) == '}';
    return ends && looksLeft-- > 0 && TurnJson.isObject(text.toString());
  }

  /**
   * An input, which must be an object. A broken one is wrapped: the caller sees what the model
   * wrote, and the model will see its mistake.
   */
  static String object(String arguments) throws IOException {
    if (arguments.isBlank()) {
      return "{}";
    }
    if (TurnJson.isObject(arguments)) {
      return arguments;
    }
    JsonText wrapped = new JsonText().raw("{\"arguments\":").string(arguments).raw("}");
    return wrapped.bytes().toString(StandardCharsets.UTF_8);
  }
}
