package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.LimitReport;

/**
 * How many tokens and requests a deployment still takes. For each of the two the provider's word
 * decides while it holds, and our own meter of the configured limit otherwise; the meter counts all
 * the time, so that it is right when it is needed. A cap learned from refusals applies on top.
 * Threads: any; no lock, no allocation.
 */
final class Quota {
  private static final long NO_ROOM = -1;

  private final boolean correctsAtEnd;
  private final Reservations reservations;
  private final StatedLimit statedTokens;
  private final StatedLimit statedRequests;
  private final Meter tokens;
  private final Meter requests;
  private final LearnedCap learned;

  Quota(CapacityConfig config, long nowNanos) {
    Metering metering = config.metering();
    double share = config.share();
    correctsAtEnd = metering == Metering.CONTINUOUS;
    reservations = new Reservations();
    statedTokens = new StatedLimit(Dimension.TOKENS, config.tokensPerMinute(), share, nowNanos);
    statedRequests =
        new StatedLimit(Dimension.REQUESTS, config.requestsPerMinute(), share, nowNanos);
    tokens = Meter.of(config.tokensPerMinute(), share, metering, nowNanos);
    requests = Meter.of(config.requestsPerMinute(), share, metering, nowNanos);
    learned = new LearnedCap(nowNanos);
  }

  /**
   * The quota of other limits for the same deployment. What {@code before} has taken counts against
   * the new limits, the count of reservations and what refusals taught go on; the provider's word
   * is forgotten where the limit that it speaks of was changed, and comes again with its next
   * answer.
   */
  Quota(Quota before, CapacityConfig was, CapacityConfig config, long nowNanos) {
    boolean sameShare = was.replicas() == config.replicas();
    boolean sameMetering = was.metering() == config.metering() && sameShare;
    boolean sameTokens = was.tokensPerMinute() == config.tokensPerMinute();
    boolean sameRequests = was.requestsPerMinute() == config.requestsPerMinute();
    Metering metering = config.metering();
    double share = config.share();
    correctsAtEnd = metering == Metering.CONTINUOUS;
    reservations = before.reservations;
    learned = before.learned;
    statedTokens =
        sameTokens && sameShare
            ? before.statedTokens
            : new StatedLimit(Dimension.TOKENS, config.tokensPerMinute(), share, nowNanos);
    statedRequests =
        sameRequests && sameShare
            ? before.statedRequests
            : new StatedLimit(Dimension.REQUESTS, config.requestsPerMinute(), share, nowNanos);
    tokens =
        sameTokens && sameMetering
            ? before.tokens
            : Meter.of(config.tokensPerMinute(), share, metering, nowNanos)
                .having(before.tokens, nowNanos);
    requests =
        sameRequests && sameMetering
            ? before.requests
            : Meter.of(config.requestsPerMinute(), share, metering, nowNanos)
                .having(before.requests, nowNanos);
  }

  /** Whether a call that reserves {@code amount} tokens would be taken. */
  @HotPath
  boolean fits(long amount, long nowNanos) {
    return room(statedTokens, tokens, nowNanos) >= amount
        && room(statedRequests, requests, nowNanos) >= 1
        && learned.fits(amount, nowNanos);
  }

  /**
   * How long the provider's word keeps a call out that would reserve {@code amount} tokens; after
   * that nothing that it said does. Negative where it says nothing.
   */
  long opensInNanos(long amount, long nowNanos) {
    long count = reservations.count();
    long tokensHold = statedTokens.holdsNanos(nowNanos);
    long requestsHold = statedRequests.holdsNanos(nowNanos);
    long blocked =
        Math.max(
            fits(statedTokens, amount, count, nowNanos) ? 0 : tokensHold,
            fits(statedRequests, 1, count, nowNanos) ? 0 : requestsHold);
    long opens = blocked > 0 ? blocked : Math.max(tokensHold, requestsHold);
    return opens > 0 ? opens : -1;
  }

  /** Reserves if there is room: the call's stamp, or a negative number and nothing changed. */
  @HotPath
  long tryTake(long amount, long nowNanos) {
    if (!learned.tryTake(amount, nowNanos)) {
      return NO_ROOM;
    }
    if (!tryTake(statedTokens, tokens, amount, nowNanos)) {
      learned.giveBack(amount, nowNanos);
      return NO_ROOM;
    }
    if (!tryTake(statedRequests, requests, 1, nowNanos)) {
      learned.giveBack(amount, nowNanos);
      tokens.giveBack(amount, nowNanos, nowNanos);
      return NO_ROOM;
    }
    long stamp = tryCount(amount, nowNanos);
    if (stamp < 0) {
      giveBack(amount, nowNanos, nowNanos);
    }
    return stamp;
  }

  /** Reserves, whatever is left: the call's stamp. */
  @HotPath
  long take(long amount, long nowNanos) {
    learned.take(amount, nowNanos);
    tokens.take(amount, nowNanos);
    requests.take(1, nowNanos);
    long stamp;
    do {
      stamp = reservations.addTo(reservations.count(), amount);
    } while (stamp < 0);
    return stamp;
  }

  /** A call that reserved {@code amount} has ended and used {@code used}. */
  @HotPath
  void correct(long amount, long used, long nowNanos) {
    if (!correctsAtEnd) {
      return;
    }
    if (used > amount) {
      tokens.take(used - amount, nowNanos);
    } else {
      tokens.giveBack(amount - used, nowNanos, nowNanos);
    }
  }

  /** A call that reserved {@code amount} was turned away, and counts nowhere. */
  void giveBack(long amount, long takenNanos, long nowNanos) {
    learned.giveBack(amount, nowNanos);
    tokens.giveBack(amount, takenNanos, nowNanos);
    requests.giveBack(1, takenNanos, nowNanos);
  }

  @HotPath
  void report(LimitReport report, long stamp, long sentNanos, long nowNanos) {
    statedTokens.report(report, stamp, sentNanos, nowNanos);
    statedRequests.report(report, stamp, sentNanos, nowNanos);
  }

  /**
   * The provider said that its bucket is full. From here our meter drains with it, and lets a call
   * go when there is room for it, where else each call would be refused once.
   */
  void full(long nowNanos) {
    if (correctsAtEnd) {
      tokens.full(nowNanos);
    }
  }

  void refusedWithoutReason(long nowNanos) {
    learned.refused(nowNanos);
  }

  /** The least part that would be left of any limit after {@code amount} more, from 0 to 1. */
  @HotPath
  double headroom(long amount, long nowNanos) {
    double ofTokens = part(statedTokens, tokens, amount, nowNanos);
    double ofRequests = part(statedRequests, requests, 1, nowNanos);
    return Math.min(learned.left(nowNanos), Math.min(ofTokens, ofRequests));
  }

  /** Whether the provider's own word on tokens or requests is in force. */
  boolean stated(long nowNanos) {
    return statedTokens.room(0, nowNanos) != StatedLimit.NONE
        || statedRequests.room(0, nowNanos) != StatedLimit.NONE;
  }

  /** The part of the token limit that our own meter holds to be in use; 0 without a limit. */
  @HotPath
  double used(long nowNanos) {
    return 1 - tokens.left(nowNanos);
  }

  /** Whether a cap was learned from refusals. */
  @HotPath
  boolean hasLearned() {
    return learned.learned();
  }

  double learnedTokensPerSecond(long nowNanos) {
    return learned.tokensPerSecond(nowNanos);
  }

  /** Adds to the count unless the provider's word leaves no room at that very count. */
  private long tryCount(long amount, long nowNanos) {
    long stamp;
    do {
      long count = reservations.count();
      if (!fits(statedTokens, amount, count, nowNanos)
          || !fits(statedRequests, 1, count, nowNanos)) {
        return NO_ROOM;
      }
      stamp = reservations.addTo(count, amount);
    } while (stamp < 0);
    return stamp;
  }

  private boolean tryTake(StatedLimit stated, Meter meter, long amount, long nowNanos) {
    if (stated.room(reservations.count(), nowNanos) == StatedLimit.NONE) {
      return meter.tryTake(amount, nowNanos);
    }
    meter.take(amount, nowNanos);
    return true;
  }

  private static boolean fits(StatedLimit stated, long amount, long count, long nowNanos) {
    long room = stated.room(count, nowNanos);
    return room == StatedLimit.NONE || room >= amount;
  }

  private long room(StatedLimit stated, Meter meter, long nowNanos) {
    long room = room(stated, nowNanos);
    return room == StatedLimit.NONE ? meter.room(nowNanos) : room;
  }

  /** Looks at the count of reservations only where the provider's word is in force. */
  private long room(StatedLimit stated, long nowNanos) {
    return stated.isOver(nowNanos) ? StatedLimit.NONE : stated.room(reservations.count(), nowNanos);
  }

  private double part(StatedLimit stated, Meter meter, long amount, long nowNanos) {
    long room = room(stated, nowNanos);
    long limit = room == StatedLimit.NONE ? meter.limit() : stated.limit();
    long left = (room == StatedLimit.NONE ? meter.room(nowNanos) : room) - amount;
    return limit == Long.MAX_VALUE ? 1 : Math.min(1, Math.max(0, (double) left / limit));
  }
}
