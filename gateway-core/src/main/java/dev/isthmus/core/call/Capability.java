package dev.isthmus.core.call;

import java.util.Collection;

/** One thing that a call may need and a deployment may lack; sets of them are bits of a long. */
public enum Capability {
  CHAT,
  COMPLETION,
  EMBEDDING,
  RESPONSE,
  INFER,
  TOOLS,
  IMAGES,
  JSON_SCHEMA,
  IMAGE_GENERATION,
  /** Stores responses, so that later calls can go on from them. */
  STORED_RESPONSE;

  /** This capability as a set of one. */
  public long bit() {
    return 1L << ordinal();
  }

  /** The set that holds all of {@code capabilities}. */
  public static long bits(Collection<Capability> capabilities) {
    long bits = 0;
    for (Capability capability : capabilities) {
      bits |= capability.bit();
    }
    return bits;
  }

  /** The capability that {@code operation} as such asks for. */
  public static Capability of(Operation operation) {
    return switch (operation) {
      case CHAT, COUNT -> CHAT;
      case COMPLETION -> COMPLETION;
      case EMBEDDING -> EMBEDDING;
      case RESPONSE -> RESPONSE;
      case STORED -> STORED_RESPONSE;
      case IMAGE -> IMAGE_GENERATION;
      case INFER -> INFER;
    };
  }
}
