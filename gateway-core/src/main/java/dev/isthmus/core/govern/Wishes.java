package dev.isthmus.core.govern;

import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Terms;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of one call by its headers.
 *
 * @param callClass null where the caller's own counts
 */
public record Wishes(@Nullable CallClass callClass, Bounds bounds) implements Asked {
  /** Nothing beside the body. */
  public static final Wishes NONE = new Wishes(null, Bounds.NONE);

  /** What is {@code allowed}, narrowed by what is asked: it never becomes more. */
  public Terms within(Terms allowed) {
    if (equals(NONE)) {
      return allowed;
    }
    return new Terms(
        allowed.scope().and(bounds.scope()),
        callClass == null ? allowed.callClass() : callClass,
        bounds);
  }
}
