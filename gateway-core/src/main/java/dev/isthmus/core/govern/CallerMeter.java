package dev.isthmus.core.govern;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Terms;
import org.jspecify.annotations.Nullable;

/**
 * What one caller has used of its limits. A call that is refused by one of them uses up none of the
 * others. Immutable but for its counters, which it shares with the meters that came before it under
 * the same name: a call is settled with the meter that admitted it. Threads: any; atomic words, no
 * lock.
 */
final class CallerMeter {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Terms terms;
  private final @Nullable TokenBucket requests;
  private final @Nullable TokenBucket tokens;
  private final Seat seat;

  /**
   * @param before the meter that counted for this name until now; null where there is none
   */
  CallerMeter(Caller caller, Room room, @Nullable CallerMeter before, long nowNanos) {
    CallerLimits limits = caller.limits();
    terms = new Terms(caller.scope(), caller.callClass());
    requests =
        bucket(limits.requestsPerMinute(), before == null ? null : before.requests, nowNanos);
    tokens = bucket(limits.tokensPerMinute(), before == null ? null : before.tokens, nowNanos);
    seat = new Seat(caller, room, before == null ? null : before.seat, nowNanos);
  }

  private static @Nullable TokenBucket bucket(
      long limit, @Nullable TokenBucket before, long nowNanos) {
    if (limit < 0) {
      return null;
    }
    return before == null ? new TokenBucket(limit, nowNanos) : before.withLimit(limit);
  }

  /** Whether a new meter would be the same: nothing is in flight, and nothing is missing. */
  boolean isUnused(long nowNanos) {
    return seat.inside() == 0
        && (requests == null || requests.isFull(nowNanos))
        && (tokens == null || tokens.isFull(nowNanos));
  }

  @HotPath
  Admission admit(long wantedTokens, long nowNanos) {
    long wait = requests == null ? 0 : requests.take(1, nowNanos);
    if (requests != null && wait > 0) {
      return refused("requests per minute", requests.limit(), wait);
    }
    long reserved = tokens == null ? 0 : Math.min(wantedTokens, tokens.limit());
    wait = tokens == null ? 0 : tokens.take(reserved, nowNanos);
    if (tokens != null && wait > 0) {
      if (requests != null) {
        requests.putBack(1);
      }
      return refused("tokens per minute", tokens.limit(), wait);
    }
    return new Grant(this, terms, reserved);
  }

  private static Admission refused(String what, long limit, long waitNanos) {
    long millis = (long) Math.ceil(waitNanos / NANOS_PER_MILLI);
    String detail = "You have reached your limit of " + limit + " " + what + ".";
    return new Admission.Refused(Failure.ofPolicy(FailureKind.CALLER_LIMIT, detail, millis));
  }

  /** The call is over. */
  @HotPath
  void leave(long reservedTokens, long usedTokens, long nowNanos) {
    if (tokens == null) {
      return;
    }
    if (usedTokens > reservedTokens) {
      tokens.charge(usedTokens - reservedTokens, nowNanos);
    } else {
      tokens.putBack(reservedTokens - usedTokens);
    }
  }

  LimitReport report(long nowNanos) {
    return new LimitReport(
        tokens == null ? -1 : tokens.remaining(nowNanos),
        tokens == null ? -1 : tokens.limit(),
        tokens == null ? -1 : tokens.resetMillis(nowNanos),
        requests == null ? -1 : requests.remaining(nowNanos),
        requests == null ? -1 : requests.limit(),
        requests == null ? -1 : requests.resetMillis(nowNanos),
        -1,
        -1);
  }

  Seat seat() {
    return seat;
  }
}
