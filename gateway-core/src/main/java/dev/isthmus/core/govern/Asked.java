package dev.isthmus.core.govern;

import dev.isthmus.core.call.Failure;

/** What a call's headers ask for: {@link Wishes}, or why they cannot be read as such. */
public sealed interface Asked permits Wishes, Asked.Refused {

  /** A header that is not what it should be, or asks for more than the caller may have. */
  record Refused(Failure failure) implements Asked {}
}
