package dev.isthmus.core.call;

/**
 * What routing may know about a call: everything here was read in place from the request's bytes.
 *
 * <p>Units: {@code bodyBytes} and {@code promptTextBytes} in bytes (the latter leaves data URLs
 * out); {@code maxOutputTokens} in tokens, −1 where the caller set none. {@code requires} is a set
 * of {@link Capability} bits.
 *
 * @param includeUsage whether the caller itself asked for a usage event at the end of the stream
 * @param choices how many answers were asked for (OpenAI's {@code n}), at least 1
 * @param foreignHistory whether what was said before holds values that the gateway minted, which
 *     stand for what other dialects' providers said: no provider may see them as they are
 * @param stored what it wants of stored responses
 */
public record CallFacts(
    Operation operation,
    String model,
    boolean stream,
    boolean includeUsage,
    long bodyBytes,
    long promptTextBytes,
    int images,
    long maxOutputTokens,
    int choices,
    long requires,
    boolean foreignHistory,
    StoredState stored) {

  /** Text bytes per token, the usual rule of thumb for English and code. */
  private static final int BYTES_PER_TOKEN = 4;

  /** A middling image at the common tilings of today's models. */
  private static final int TOKENS_PER_IMAGE = 800;

  /** A call without values that the gateway minted, which stores nothing. */
  public CallFacts(
      Operation operation,
      String model,
      boolean stream,
      boolean includeUsage,
      long bodyBytes,
      long promptTextBytes,
      int images,
      long maxOutputTokens,
      int choices,
      long requires) {
    this(
        operation,
        model,
        stream,
        includeUsage,
        bodyBytes,
        promptTextBytes,
        images,
        maxOutputTokens,
        choices,
        requires,
        false,
        StoredState.NONE);
  }

  /** The same call with what it wants of stored responses. */
  public CallFacts with(StoredState state) {
    return with(model, state);
  }

  /** The same call, for another model. */
  public CallFacts withModel(String other) {
    return with(other, stored);
  }

  private CallFacts with(String otherModel, StoredState state) {
    return new CallFacts(
        operation,
        otherModel,
        stream,
        includeUsage,
        bodyBytes,
        promptTextBytes,
        images,
        maxOutputTokens,
        choices,
        requires,
        foreignHistory,
        state);
  }

  /** Whether it may be sent again once it was sent and not answered: what is stored adds up. */
  public boolean repeats() {
    return operation.repeats() && stored.storing() != StoredState.Storing.YES;
  }

  /** How often a price per call is due: once, for each picture asked for, or never for a count. */
  public int fees() {
    return switch (operation) {
      case IMAGE -> choices;
      case COUNT, STORED -> 0;
      case CHAT, COMPLETION, EMBEDDING, RESPONSE, INFER -> 1;
    };
  }

  /** The prompt's size before anybody has counted it; tensors have none. Units: tokens. */
  public long estimatedPromptTokens() {
    if (operation == Operation.INFER) {
      return 0;
    }
    return Math.max(1, promptTextBytes / BYTES_PER_TOKEN) + (long) images * TOKENS_PER_IMAGE;
  }
}
