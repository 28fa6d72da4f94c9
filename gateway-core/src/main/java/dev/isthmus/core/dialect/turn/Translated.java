package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** What became of a request. */
public sealed interface Translated {

  /**
   * It is said in the provider's dialect.
   *
   * @param body owned by whoever asked for the translation
   * @param dropped names of the fields that were left out
   */
  record Body(ByteBuf body, List<String> dropped) implements Translated {}

  /** It cannot be said, or was not well said in the first place. */
  record Refused(Failure failure) implements Translated {}
}
