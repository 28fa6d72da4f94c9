package dev.isthmus.core.govern;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Terms;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of one call by its headers.
 *
 * @param callClass null where the caller's own counts
 * @param session the session that they name, as {@link AffinityKey} has it
 */
public record Wishes(@Nullable CallClass callClass, Bounds bounds, long session) implements Asked {
  /** Nothing beside the body. */
  public static final Wishes NONE = new Wishes(null, Bounds.NONE, AffinityKey.NONE);

  /** What is {@code allowed}, narrowed by what is asked: it never becomes more. */
  public Terms within(Terms allowed) {
    if (callClass == null && bounds.equals(Bounds.NONE)) {
      return allowed;
    }
    return new Terms(
        allowed.scope().and(bounds.scope()),
        callClass == null ? allowed.callClass() : callClass,
        bounds);
  }
}
