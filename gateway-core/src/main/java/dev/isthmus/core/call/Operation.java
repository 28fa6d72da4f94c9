package dev.isthmus.core.call;

/** What a caller asks a model to do. */
public enum Operation {
  /** A conversation in, one or more assistant messages out. */
  CHAT,
  /** A prompt in, its continuation out: the older form of chat. */
  COMPLETION,
  /** Texts in, vectors out. */
  EMBEDDING,
  /** OpenAI's Responses API. */
  RESPONSE,
  /** Asks for a response that was stored, or for its end. */
  STORED,
  /** A conversation in, the number of its tokens out: nothing is generated and nothing sold. */
  COUNT,
  /** A description in, pictures out. */
  IMAGE,
  /** Tensors in, tensors out: the Open Inference Protocol. */
  INFER;

  /** Whether messages go in and an assistant's message comes out. */
  public boolean isConversation() {
    return this == CHAT || this == RESPONSE;
  }

  /** What it is called once it is translated: every conversation becomes a chat. */
  public Operation translated() {
    return this == RESPONSE ? CHAT : this;
  }

  /** Whether a call that was sent and not answered may be sent again: pictures cost too much. */
  public boolean repeats() {
    return this != IMAGE;
  }

  /** Whether there are translations of it: a deployment that takes it otherwise may still serve. */
  public boolean isTranslatable() {
    return this != COMPLETION && this != INFER && this != STORED;
  }

  /** Whether its answer is made token by token. */
  public boolean generates() {
    return this == CHAT || this == RESPONSE || this == COMPLETION;
  }
}
