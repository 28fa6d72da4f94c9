package dev.isthmus.core.govern;

import dev.isthmus.core.call.Failure;

/** Whether a known caller may make this call now: a {@link Grant}, or a refusal. */
public sealed interface Admission permits Grant, Admission.Refused {

  /** Not this model, or not now. */
  record Refused(Failure failure) implements Admission {}
}
