package dev.isthmus.core.govern;

import dev.isthmus.core.call.Failure;

/** Whether a known caller's call may come in at all: a {@link Seat}, or not now. */
public sealed interface Entry permits Seat, Entry.TurnedAway {

  /** Not now; nothing was taken, and nothing of the call need be kept. */
  record TurnedAway(Shed why, Failure failure) implements Entry {}
}
