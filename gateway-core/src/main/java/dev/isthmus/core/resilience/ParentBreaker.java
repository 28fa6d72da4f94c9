package dev.isthmus.core.resilience;

import dev.isthmus.core.call.HotPath;
import java.util.List;

/**
 * Treats the deployments of one provider and region as one thing when most of them fail at once, so
 * that the rest need not each find out for themselves.
 *
 * <p>Shape: nothing is stored; all is derived from the children. A child has traffic when it is not
 * closed, or was asked within a minute; a misconfigured child says nothing about its region and is
 * left out. With fewer than three such children the parent is inert. It is tripped while at least
 * 60 % of them are not closed and no child has succeeded since the last of them opened. While
 * tripped it lets one child be asked at a time, whatever that child's own state. Threads: any; no
 * lock, no allocation; two threads that ask at the same moment may both be let in. Linear in the
 * children: ask once per plan, not once per candidate.
 */
public final class ParentBreaker {
  private static final int CHILDREN_AT_LEAST = 3;
  private static final int TRIP_PERCENT = 60;

  private final Breaker[] children;

  public ParentBreaker(List<Breaker> children) {
    this.children = children.toArray(Breaker[]::new);
  }

  /** Whether a call to any of the children may go on to ask the child itself. */
  @HotPath
  public boolean peek(long nowNanos) {
    return !isTripped(nowNanos) || !isProbed(nowNanos);
  }

  @HotPath
  public boolean isTripped(long nowNanos) {
    if (children.length < CHILDREN_AT_LEAST) {
      return false;
    }
    int withTraffic = 0;
    int open = 0;
    for (Breaker child : children) {
      if (isDown(child)) {
        open++;
        withTraffic++;
      } else if (!child.isMisconfigured() && child.traffic().isRecent(nowNanos)) {
        withTraffic++;
      }
    }
    return withTraffic >= CHILDREN_AT_LEAST
        && open * 100 >= withTraffic * TRIP_PERCENT
        && !hasSucceededSince(lastOpening(nowNanos));
  }

  private boolean hasSucceededSince(long nanos) {
    for (Breaker child : children) {
      if (child.traffic().lastSuccessNanos() - nanos > 0) {
        return true;
      }
    }
    return false;
  }

  /** Calls that a closed child was given before the trip are no probes: they may hang for long. */
  private boolean isProbed(long nowNanos) {
    long tripped = lastOpening(nowNanos);
    for (Breaker child : children) {
      Traffic traffic = child.traffic();
      if (traffic.isAwaiting(nowNanos) && (isDown(child) || traffic.isAskedAfter(tripped))) {
        return true;
      }
    }
    return false;
  }

  private long lastOpening(long nowNanos) {
    long last = nowNanos - Long.MAX_VALUE / 2;
    for (Breaker child : children) {
      long opened = child.traffic().openedNanos();
      if (isDown(child) && opened - last > 0) {
        last = opened;
      }
    }
    return last;
  }

  private static boolean isDown(Breaker child) {
    return !child.isClosed() && !child.isMisconfigured();
  }
}
