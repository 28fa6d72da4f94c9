package dev.isthmus.server.http;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts connections, in all and by address. Threads: any. */
final class Visitors {
  private final EdgeLimits limits;
  private final AtomicInteger all = new AtomicInteger();

  /** Never more entries than there are connections. */
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  Visitors(EdgeLimits limits) {
    this.limits = limits;
  }

  /** Counts one more from {@code address}, or says why there may be none. */
  EdgeEvents.@Nullable Cut tryAdd(InetAddress address) {
    if (all.incrementAndGet() > limits.connections()) {
      all.decrementAndGet();
      return EdgeEvents.Cut.CONNECTION_LIMIT;
    }
    if (byAddress.merge(address, 1, Integer::sum) > limits.connectionsPerAddress()) {
      remove(address);
      return EdgeEvents.Cut.ADDRESS_LIMIT;
    }
    return null;
  }

  /** One that was counted is gone. */
  void remove(InetAddress address) {
    all.decrementAndGet();
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  int size() {
    return all.get();
  }

  int addresses() {
    return byAddress.size();
  }
}
