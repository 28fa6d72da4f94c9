package dev.isthmus.core.call;

/** What a caller asks a model to do. */
public enum Operation {
  /** A conversation in, one or more assistant messages out. */
  CHAT,
  /** A prompt in, its continuation out: the older form of chat. */
  COMPLETION,
  /** Texts in, vectors out. */
  EMBEDDING,
  /** OpenAI's Responses API, without stored state. */
  RESPONSE,
  /** Tensors in, tensors out: the Open Inference Protocol. */
  INFER;

  /** Whether it is a conversation, which every other dialect of conversations can say. */
  public boolean isConversation() {
    return this == CHAT || this == RESPONSE;
  }
}
