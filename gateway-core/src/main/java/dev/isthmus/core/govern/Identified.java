package dev.isthmus.core.govern;

import dev.isthmus.core.call.Failure;

/** Who is asking: a {@link Caller}, or nobody that we know. */
public sealed interface Identified permits Caller, Identified.Refused {

  /** No key, no key of ours, or not one key but two. */
  record Refused(Failure failure) implements Identified {}
}
