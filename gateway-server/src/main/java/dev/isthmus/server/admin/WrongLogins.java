package dev.isthmus.server.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many tokens one address may guess: ten at once, then one in six seconds. While an
 * address may not guess, its right token is not heard either; else guessing would go on.
 *
 * <p>Bounds: the latest thousand addresses. Threads: one.
 */
final class WrongLogins {
  private static final int MOST_ADDRESSES = 1000;
  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final long BURST_NANOS = 10 * EACH_NANOS;

  /** For each address, when all of its wrong logins are forgotten. */
  private final Map<String, Long> forgottenNanos =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /** In how many seconds {@code address} may try again; 0: now. */
  int waitSeconds(String address, long nowNanos) {
    long owed = forgottenNanos.getOrDefault(address, nowNanos) - nowNanos;
    long wait = owed + EACH_NANOS - BURST_NANOS;
    return wait <= 0 ? 0 : (int) (TimeUnit.NANOSECONDS.toSeconds(wait - 1) + 1);
  }

  void wrong(String address, long nowNanos) {
    long owed = Math.max(0, forgottenNanos.getOrDefault(address, nowNanos) - nowNanos);
    forgottenNanos.put(address, nowNanos + owed + EACH_NANOS);
  }
}
