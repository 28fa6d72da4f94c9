package dev.isthmus.core.observe;

/** When what happened to a call. Units: nanoseconds of one monotonic clock; −1 = not yet. */
public final class Timeline {
  public final long openedNanos;
  public long bodyEndNanos = -1;
  public long dispatchedNanos = -1;
  public long firstContentNanos = -1;
  public long endedNanos = -1;

  public Timeline(long openedNanos) {
    this.openedNanos = openedNanos;
  }

  /** From the request's last byte to the first attempt on its way; −1 where none started. */
  public long overheadNanos() {
    return dispatchedNanos < 0 || bodyEndNanos < 0 ? -1 : dispatchedNanos - bodyEndNanos;
  }

  public long totalNanos() {
    return endedNanos - openedNanos;
  }

  /** From the request's last byte to its first content; −1 where none came. */
  public long firstContentAfterNanos() {
    return firstContentNanos < 0 || bodyEndNanos < 0 ? -1 : firstContentNanos - bodyEndNanos;
  }
}
