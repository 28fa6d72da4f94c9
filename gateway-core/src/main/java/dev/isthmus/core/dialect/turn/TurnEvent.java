package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
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
   * @param mimeType null where only an address is known
   * @param base64 lent by the request's body; holds nothing that a JSON string must escape
   * @param title a document's name, or null
   */
  record Media(
      Kind kind,
      @Nullable String mimeType,
      @Nullable ByteBuf base64,
      @Nullable String uri,
      @Nullable String title)
      implements TurnEvent {

    /** What it is for whoever looks at it. */
    public enum Kind {
      IMAGE,
      AUDIO,
      VIDEO,
      DOCUMENT;

      /** By the media type's first half; what is none of the others is a document. */
      public static Kind of(String mimeType) {
        int slash = mimeType.indexOf('/');
        return switch (slash < 0 ? "" : mimeType.substring(0, slash).toLowerCase(Locale.ROOT)) {
          case "image" -> IMAGE;
          case "audio" -> AUDIO;
          case "video" -> VIDEO;
          default -> DOCUMENT;
        };
      }
    }

    /** An image, by value or by address. */
    public static Media image(
        @Nullable String mimeType, @Nullable ByteBuf base64, @Nullable String uri) {
      return new Media(Kind.IMAGE, mimeType, base64, uri, null);
    }
  }

  /**
   * What was said up to here is worth keeping for the next call.
   *
   * @param lifetime {@code 5m} or {@code 1h}, or null for whatever is usual
   */
  record CacheMark(@Nullable String lifetime) implements TurnEvent {}

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

  /**
   * What a tool answered.
   *
   * @param name the tool's, found by the call it answers
   * @param content {@link Text} and {@link Media} alone
   * @param failed whether the tool says that it failed
   */
  record ToolResult(String callId, String name, List<TurnEvent> content, boolean failed)
      implements TurnEvent {

    public ToolResult {
      content = List.copyOf(content);
    }

    /** The text of the answer, joined. */
    public String text() {
      StringBuilder joined = new StringBuilder();
      for (TurnEvent event : content) {
        joined.append(event instanceof Text text ? text.text() : "");
      }
      return joined.toString();
    }
  }

  /** How likely the tokens of the last text were. */
  record Logprobs(List<ScoredToken> tokens) implements TurnEvent {}

  /**
   * What the answer cost so far; a later one replaces it. It is not {@linkplain Usage#reported
   * reported} as long as it counts only a part of the output.
   */
  record Metered(Usage usage) implements TurnEvent {}

  /**
   * The choice is over.
   *
   * @param sequence the stop sequence that was met, where the provider names it
   */
  record Stop(StopReason reason, @Nullable String sequence) implements TurnEvent {

    public Stop(StopReason reason) {
      this(reason, null);
    }
  }

  /** The provider gave up inside its answer: nothing follows. */
  record Broken(Failure failure) implements TurnEvent {}

  /** Opaque proof of a model's own words; only {@code issuer} understands {@code value}. */
  record Signature(String issuer, String value) {}

  /** A token, its log probability, and the others that were likely in its place. */
  record ScoredToken(String token, double logprob, List<ScoredToken> others) {}
}
