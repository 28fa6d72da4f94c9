package dev.isthmus.core.call;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, who caused it, and when another attempt is safe.
 *
 * @param detail for people; names a field, a shape and what was expected, and never a secret, a
 *     prompt, a host or an account
 * @param param the request field at fault, where there is one
 * @param retryAfterMillis when to come back, −1 where nobody said
 */
public record Failure(
    FailureKind kind,
    Origin origin,
    Retry retry,
    String detail,
    @Nullable String param,
    long retryAfterMillis) {

  /** Who caused it. */
  public enum Origin {
    CLIENT,
    POLICY,
    PROVIDER,
    GATEWAY
  }

  /** When another attempt is safe. */
  public enum Retry {
    /** No byte left us. */
    UNSENT,
    /** The provider told us that it did not act. */
    REFUSED,
    /** Sent, and no content came back: whether the provider acted is not known. */
    UNANSWERED,
    /** Content was seen, or the caller is at fault. */
    NEVER
  }

  /** The caller is at fault: another attempt would fail the same way. */
  public static Failure ofClient(FailureKind kind, String detail) {
    return new Failure(kind, Origin.CLIENT, Retry.NEVER, detail, null, -1);
  }

  /** The caller is at fault, in the field {@code param}. */
  public static Failure ofClient(FailureKind kind, String detail, String param) {
    return new Failure(kind, Origin.CLIENT, Retry.NEVER, detail, param, -1);
  }

  /** A rule of the configuration said no. */
  public static Failure ofPolicy(FailureKind kind, String detail, long retryAfterMillis) {
    return new Failure(kind, Origin.POLICY, Retry.NEVER, detail, null, retryAfterMillis);
  }

  /** A provider failed; {@code retry} says whether another may be asked. */
  public static Failure ofProvider(FailureKind kind, Retry retry, String detail) {
    return new Failure(kind, Origin.PROVIDER, retry, detail, null, -1);
  }

  /** The gateway itself could not go on. */
  public static Failure ofGateway(FailureKind kind, String detail) {
    return new Failure(kind, Origin.GATEWAY, Retry.NEVER, detail, null, -1);
  }

  public Failure withRetry(Retry other) {
    return new Failure(kind, origin, other, detail, param, retryAfterMillis);
  }

  public Failure withDetail(String other) {
    return new Failure(kind, origin, retry, other, param, retryAfterMillis);
  }

  public Failure withRetryAfterMillis(long millis) {
    return new Failure(kind, origin, retry, detail, param, millis);
  }
}
