package dev.isthmus.load.simulation.policy;

/** After what a rival leaves a deployment alone, and for how long. Threads: one. */
interface Cooling {
  double MILLIS = 1e3;

  /** A refusal for want of capacity; {@code retryAfterMillis} is −1 where nothing was said. */
  void refused(Sight sight, int backend, long retryAfterMillis, double seconds);

  void failed(Sight sight, int backend, double seconds);

  default void succeeded(Sight sight, int backend, double seconds) {}

  /**
   * What plain balancers do: a stated time to come back is kept; five failures in a row put a
   * deployment out for 30 s, and each time for 30 s longer, five minutes at most. Source: Envoy's
   * outlier detection with its defaults; that a time is kept is our kindness. Not Envoy's: any part
   * of them may be out at once, and no time out is forgotten within the run.
   */
  final class Plain implements Cooling {
    private static final int FAILURES = 5;
    private static final double EJECTED_SECONDS = 30;
    private static final int MOST_EJECTIONS = 10;

    @Override
    public void refused(Sight sight, int backend, long retryAfterMillis, double seconds) {
      if (retryAfterMillis > 0) {
        sight.leaveAlone(seconds + retryAfterMillis / MILLIS);
      }
    }

    @Override
    public void failed(Sight sight, int backend, double seconds) {
      if (++sight.failuresInARow >= FAILURES && !sight.isOut(seconds)) {
        sight.failuresInARow = 0;
        sight.ejections = Math.min(MOST_EJECTIONS, sight.ejections + 1);
        sight.leaveAlone(seconds + EJECTED_SECONDS * sight.ejections);
      }
    }

    @Override
    public void succeeded(Sight sight, int backend, double seconds) {
      sight.failuresInARow = 0;
    }
  }

  /**
   * LiteLLM's: a refusal is followed by the stated time, up to a minute, or by 5 s; so are failures
   * once they are more than half of at least two calls in the present minute. Source:
   * litellm/router_utils/cooldown_handlers.py at 04f21172.
   */
  final class LiteLlm implements Cooling {
    private static final double SECONDS = 5;
    private static final double MINUTE = 60;
    private static final double MOST_STATED = 60;
    private static final double FAILED_PART = 0.5;

    private final double[][] minute;

    LiteLlm(int backends) {
      minute = new double[backends][3];
    }

    @Override
    public void refused(Sight sight, int backend, long retryAfterMillis, double seconds) {
      double stated = retryAfterMillis / MILLIS;
      count(backend, 1, seconds);
      boolean sane = stated > 0 && stated <= MOST_STATED;
      sight.leaveAlone(seconds + (sane ? stated : SECONDS));
    }

    @Override
    public void failed(Sight sight, int backend, double seconds) {
      count(backend, 1, seconds);
      double all = minute[backend][1] + minute[backend][2];
      if (all >= 2 && minute[backend][2] / all > FAILED_PART) {
        sight.leaveAlone(seconds + SECONDS);
      }
    }

    @Override
    public void succeeded(Sight sight, int backend, double seconds) {
      count(backend, 0, seconds);
    }

    private void count(int backend, int failure, double seconds) {
      double[] counts = minute[backend];
      double now = Math.floor(seconds / MINUTE);
      if (counts[0] != now) {
        counts[0] = now;
        counts[1] = 0;
        counts[2] = 0;
      }
      counts[1 + failure]++;
    }
  }

  /**
   * Azure API Management's, as in Microsoft's samples: after 429 and after 5xx the stated time, or
   * 10 s.
   */
  final class ApiManagement implements Cooling {
    private static final double SECONDS = 10;

    @Override
    public void refused(Sight sight, int backend, long retryAfterMillis, double seconds) {
      sight.leaveAlone(seconds + (retryAfterMillis > 0 ? retryAfterMillis / MILLIS : SECONDS));
    }

    @Override
    public void failed(Sight sight, int backend, double seconds) {
      sight.leaveAlone(seconds + SECONDS);
    }
  }

  /** OpenRouter's: whoever had an outage in the last 30 s comes last; 429 counts as one. */
  final class Outage implements Cooling {
    private static final double SECONDS = 30;

    @Override
    public void refused(Sight sight, int backend, long retryAfterMillis, double seconds) {
      sight.leaveAlone(seconds + Math.max(SECONDS, retryAfterMillis / MILLIS));
    }

    @Override
    public void failed(Sight sight, int backend, double seconds) {
      if (++sight.failuresInARow >= 2) {
        sight.leaveAlone(seconds + SECONDS);
      }
    }

    @Override
    public void succeeded(Sight sight, int backend, double seconds) {
      sight.failuresInARow = 0;
    }
  }

  /** Nobody is left alone: who sees the truth needs no memory. */
  final class None implements Cooling {
    @Override
    public void refused(Sight sight, int backend, long retryAfterMillis, double seconds) {
      // The truth says when it is over.
    }

    @Override
    public void failed(Sight sight, int backend, double seconds) {
      // The truth says whether it will again.
    }
  }
}
