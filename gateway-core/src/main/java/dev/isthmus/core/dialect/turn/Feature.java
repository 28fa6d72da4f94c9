package dev.isthmus.core.dialect.turn;

/**
 * What a request may ask for that not every dialect has words for. Callers' sides say what each is
 * called, providers' sides what becomes of it.
 */
public enum Feature {
  TEMPERATURE,
  TOP_P,
  TOP_K,
  PRESENCE_PENALTY,
  FREQUENCY_PENALTY,
  SEED,
  /** A bound on the tokens of the answer. */
  MAX_TOKENS,
  /** Texts at which the answer ends. */
  STOP,
  /** More than one answer. */
  CHOICES,
  LOGPROBS,
  /** An answer in JSON, whatever its shape. */
  JSON,
  /** An answer in JSON of a given shape. */
  JSON_SCHEMA,
  /** How much the model should think. */
  THINKING,
  /** The application's own name for the person behind the call. */
  END_USER,
  TOOLS,
  /** Some tool must be called. */
  TOOL_CHOICE_REQUIRED,
  /** No tool may be called, though tools are given. */
  TOOL_CHOICE_NONE,
  /** Only some of the tools may be called. */
  TOOL_CHOICE_NAMES,
  /** At most one call in a turn. */
  SINGLE_TOOL_CALLS,
  /** Arguments must follow the tool's schema to the letter. */
  STRICT_TOOLS,
  /** An image by value. */
  IMAGE,
  /** An image by an address that the provider follows. */
  IMAGE_URL,
  /** A document by value. */
  DOCUMENT,
  /** A document by an address that the provider follows. */
  DOCUMENT_URL,
  AUDIO,
  VIDEO,
  /** Images and documents in what a tool answered. */
  TOOL_RESULT_MEDIA,
  /** The mark of a tool's answer that says it failed. */
  TOOL_FAILURE,
  /** The mark of a prefix that is worth keeping for the next call. */
  CACHE_MARK
}
