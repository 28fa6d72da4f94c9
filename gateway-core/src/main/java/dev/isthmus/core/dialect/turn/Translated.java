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
   * @param contentType of the body
   * @param asked what the answer's translation has to know
   */
  record Body(ByteBuf body, List<String> dropped, String contentType, Asked asked)
      implements Translated {
    private static final String JSON = "application/json";

    /** A conversation in JSON. */
    public Body(ByteBuf body, List<String> dropped) {
      this(body, dropped, Asked.NOTHING);
    }

    /** A request in JSON. */
    public Body(ByteBuf body, List<String> dropped, Asked asked) {
      this(body, dropped, JSON, asked);
    }
  }

  /** It cannot be said, or was not well said in the first place. */
  record Refused(Failure failure) implements Translated {}
}
