package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing said in a conversation, in no dialect's own words.
 *
 * <p>Shape: a request is {@link SystemText} anywhere, and for each message a {@link Speaker} with
 * what it said. An answer is, for each choice, a {@link Speaker} with deltas and at last a {@link
 * Stop}; a later {@link Speaker} goes on with a choice that began before. JSON inside events is
 * text as the other side wrote it, so that no number is rounded on the way.
 */
public sealed interface TurnEvent {

  /** Who speaks. */
  enum Role {
    USER,
    ASSISTANT,
    /** The caller's side, answering tool calls. */
    TOOL
  }

  /** Why an answer is over. */
  enum StopReason {
    /** The model was done, or met a stop sequence. */
    END,
    /** The limit on output tokens, or the window, was reached. */
    LENGTH,
    /** The model waits for the results of its tool calls. */
    TOOL_CALLS,
    /** A filter held the prompt or the answer back. */
    FILTER
  }

  /** What follows is said by {@code role}; in an answer, as its {@code choice}-th from 0. */
  record Speaker(Role role, int choice) implements TurnEvent {}

  /** An instruction that stands above the conversation. */
  record SystemText(String text) implements TurnEvent {}

  /** Text, or the next piece of it. */
  record Text(String text) implements TurnEvent {}

  /**
   * What the model thought, or the next piece of it.
   *
   * @param text may be empty where only the signature came
   * @param signature proves to its issuer that the message's text is its own
   */
  record Reasoning(String text, @Nullable Signature signature) implements TurnEvent {}

  /**
   * An image, sound or document, by value or by address; one of {@code base64} and {@code uri} is
   * null.
   *
   * @param base64 lent by the request's body; holds nothing that a JSON string must escape
   */
  record Media(@Nullable String mimeType, @Nullable ByteBuf base64, @Nullable String uri)
      implements TurnEvent {}

  /**
   * A whole tool call.
   *
   * @param id null where the dialect names none
   * @param arguments as the model wrote them: meant to be a JSON object, and not always one
   */
  record ToolCall(@Nullable String id, String name, String arguments, @Nullable Signature signature)
      implements TurnEvent {}

  /** A tool call whose arguments follow in pieces; {@code index} counts the choice's calls. */
  record ToolCallStart(int index, @Nullable String id, String name) implements TurnEvent {}

  /** The next piece of the arguments of the call that began as {@code index}. */
  record ToolCallArguments(int index, String piece) implements TurnEvent {}

  /** What a tool answered; {@code name} is the tool's, found by the call it answers. */
  record ToolResult(String callId, String name, String text) implements TurnEvent {}

  /** How likely the tokens of the last text were. */
  record Logprobs(List<ScoredToken> tokens) implements TurnEvent {}

  /** What the answer cost so far; a later one replaces it. */
  record Metered(Usage usage) implements TurnEvent {}

  /** The choice is over. */
  record Stop(StopReason reason) implements TurnEvent {}

  /** The provider gave up inside its answer: nothing follows. */
  record Broken(Failure failure) implements TurnEvent {}

  /** Opaque proof of a model's own words; only {@code issuer} understands {@code value}. */
  record Signature(String issuer, String value) {}

  /** A token, its log probability, and the others that were likely in its place. */
  record ScoredToken(String token, double logprob, List<ScoredToken> others) {}
}
