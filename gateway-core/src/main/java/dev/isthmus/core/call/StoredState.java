package dev.isthmus.core.call;

import org.jspecify.annotations.Nullable;

/**
 * What a call wants of the responses that providers store.
 *
 * @param responseId of the stored response that the call goes on from or asks for, as the caller
 *     knows it; null where it needs none
 */
public record StoredState(Storing storing, @Nullable String responseId) {
  /** A call that has nothing to do with stored responses. */
  public static final StoredState NONE = new StoredState(Storing.UNSAID, null);

  /** Whether the answer is to be stored. */
  public enum Storing {
    /** The caller leaves it to whoever answers. */
    UNSAID,
    YES,
    NO
  }

  /** Whether only a deployment that stores responses will do. */
  public boolean isNeeded() {
    return storing == Storing.YES || responseId != null;
  }

  /** Whether ids of stored responses may come with the answer of a deployment that stores them. */
  public boolean showsIds() {
    return storing != Storing.NO || responseId != null;
  }
}
