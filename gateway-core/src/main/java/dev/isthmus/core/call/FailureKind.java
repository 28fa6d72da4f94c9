package dev.isthmus.core.call;

/** Why a call or an attempt failed; each says how it differs from its neighbour. */
public enum FailureKind {
  /** The request was not one we could read: framing, JSON, a field's type. */
  INVALID_REQUEST(400),
  /** A field that is understood but cannot be served here. */
  UNSUPPORTED(400),
  /** The prompt is longer than the model's window. */
  CONTEXT_LENGTH(400),
  /** The provider's content filter refused the prompt. */
  CONTENT_FILTER(400),
  /** The stored response that the call goes on from is not there. */
  NO_SUCH_RESPONSE(400),
  /** It holds reasoning that this deployment cannot read: another one encrypted it. */
  FOREIGN_REASONING(400),
  /** The caller showed no key, or one that we do not know. */
  UNAUTHENTICATED(401),
  /** The caller is known and may not do this. */
  FORBIDDEN(403),
  /** No such model for this caller, or no such path. */
  NOT_FOUND(404),
  /** The path exists, the method does not. */
  METHOD_NOT_ALLOWED(405),
  /** What the caller's own headers ask for, such as a deadline, cannot be had. */
  TERMS_UNMET(422),
  /** The caller was too slow in sending its request. */
  REQUEST_TIMEOUT(408),
  /** The body is over the gateway's limit. */
  TOO_LARGE(413),
  /** The body's coding or type is not one that we read. */
  UNSUPPORTED_MEDIA(415),
  /** The caller is over its own limits at the gateway. */
  CALLER_LIMIT(429),
  /** The provider is over its limits for us: a capacity signal, never a health signal. */
  RATE_LIMITED(429),
  /** The provider says that it is out of money, quota of the month, or suspended. */
  BILLING(502),
  /** The provider refused our credential. */
  CREDENTIAL(502),
  /** The provider does not know the deployment that the configuration names. */
  DEPLOYMENT_NOT_FOUND(502),
  /** No connection: name not found, refused, unreachable, too slow to accept. */
  CONNECT(502),
  /** The provider's certificate was not one that we trust for its name. */
  TLS(502),
  /** The connection ended before the answer did. */
  RESET(502),
  /** The answer broke its own grammar. */
  MALFORMED(502),
  /** The provider answered 5xx, or an error inside a 200. */
  SERVER_ERROR(502),
  /** The provider says that it is too busy: 503, 529. */
  OVERLOADED(503),
  /** No first content within the bound. */
  FIRST_CONTENT_TIMEOUT(504),
  /** Silence between two events of an answer that had begun. */
  STALL(504),
  /** The call's own deadline passed. */
  DEADLINE(504),
  /** Rules about region, data zone or provider leave nowhere to go. */
  RESIDENCY(503),
  /** Every candidate is excluded for now; {@code retry-after} says until when. */
  NO_CANDIDATE(503),
  /** The gateway has no memory or place left for this call. */
  GATEWAY_OVERLOADED(503),
  /** The gateway is going away. */
  DRAINING(503),
  /** A bug of ours. */
  INTERNAL(500);

  private final int httpStatus;

  FailureKind(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The status a caller sees when a call ends this way. */
  public int httpStatus() {
    return httpStatus;
  }
}
