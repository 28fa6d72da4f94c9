package dev.isthmus.core.govern;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;

/** Why a call is turned away at the door. The texts are constant: no caller's words are in them. */
public enum Shed {
  /** As many calls are under way as the process takes. */
  CALLS(FailureKind.GATEWAY_OVERLOADED, "The gateway has as many calls under way as it takes."),
  /** The rest of the places is for more urgent calls. */
  CALL_CLASS(
      FailureKind.GATEWAY_OVERLOADED, "The gateway keeps its last places for more urgent calls."),
  /** The gateway is nearly full, and this caller has its share of it. */
  CALLER_SHARE(
      FailureKind.CALLER_LIMIT, "The gateway is nearly full, and you have your share of it."),
  /** The caller's own limit of calls at the same time. */
  CALLER_CALLS(FailureKind.CALLER_LIMIT, "You have reached your limit of calls at the same time."),
  /** The event loop has more to do than it can. */
  LOOP(FailureKind.GATEWAY_OVERLOADED, "The gateway has more to do than it can."),
  /** Memory is short. */
  MEMORY(FailureKind.GATEWAY_OVERLOADED, "The gateway is short of memory."),
  /** The body is longer than what is left for bodies. */
  BODIES(FailureKind.GATEWAY_OVERLOADED, "The gateway holds as many request bodies as it can.");

  private final FailureKind kind;
  private final String text;

  Shed(FailureKind kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  Failure failure(long retryAfterMillis) {
    return kind == FailureKind.CALLER_LIMIT
        ? Failure.ofPolicy(kind, text, retryAfterMillis)
        : Failure.ofGateway(kind, text).withRetryAfterMillis(retryAfterMillis);
  }
}
