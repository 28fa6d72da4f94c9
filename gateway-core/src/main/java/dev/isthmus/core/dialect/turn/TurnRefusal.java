package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonProcessingException;
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

  /** {@code param} is well said and asks for what the deployment does not do. */
  public static TurnRefusal unsupported(String param, String expected) {
    return new TurnRefusal(
        Failure.ofClient(FailureKind.UNSUPPORTED, param + ": expected " + expected, param));
  }

  /** Says where, and never what: the parser's own message may hold the caller's words. */
  public static TurnRefusal notJson(JsonProcessingException e) {
    String where = e.getLocation() == null ? "" : " near byte " + e.getLocation().getByteOffset();
    return new TurnRefusal(
        Failure.ofClient(
            FailureKind.INVALID_REQUEST, "body: expected one JSON document, broken" + where));
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
