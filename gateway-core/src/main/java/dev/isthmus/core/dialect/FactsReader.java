package dev.isthmus.core.dialect;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of one request while its body arrives, and checks that the body is one JSON
 * document that every parser reads alike. Threads: one event loop.
 */
public interface FactsReader {

  /**
   * Borrows the next part of the body and reads all of it by index.
   *
   * @return what is wrong with the body so far, or null; after a failure nothing more is read
   */
  @Nullable Failure see(ByteBuf part);

  /**
   * Ends the body.
   *
   * @param pathModel the model that the request's path names, or null where the body names it
   * @return what is wrong with the request, or null: then {@link #facts} and {@link #marks} answer
   */
  @Nullable Failure finish(@Nullable String pathModel);

  CallFacts facts();

  Marks marks();

  /**
   * A hash of the session that the request names; {@link AffinityKey#NONE} where it names none.
   * Answers as {@link #facts} does.
   */
  default long session() {
    return AffinityKey.NONE;
  }

  /** Lets go of the reader, which may then read another request; it is not asked again. */
  default void release() {}
}
