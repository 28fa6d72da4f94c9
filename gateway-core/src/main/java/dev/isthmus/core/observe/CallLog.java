package dev.isthmus.core.observe;

/** Hears of every finished call once. Threads: the call's event loop; must not wait. */
@FunctionalInterface
public interface CallLog {
  void finished(CallRecord call);
}
