package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import java.io.IOException;

/**
 * Leaves the depth of a reader or writer when a request cannot be translated; the translator turns
 * it back into a value. Carries no stack trace.
 */
public final class TurnRefusal extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Failure failure;

  public TurnRefusal(Failure failure) {
    super(failure.detail());
    this.failure = failure;
  }

  /** {@code param} breaks the dialect's grammar; {@code expected} says what it asks for. */
  public static TurnRefusal invalid(String param, String expected) {
    return new TurnRefusal(
        Failure.ofClient(FailureKind.INVALID_REQUEST, param + ": expected " + expected, param));
  }

  public Failure failure() {
    return failure;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public Throwable fillInStackTrace() {
    return this;
  }
}
