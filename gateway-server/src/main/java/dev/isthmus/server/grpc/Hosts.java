package dev.isthmus.server.grpc;

import java.net.InetAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Turns names of hosts into addresses without making anybody wait. */
@FunctionalInterface
public interface Hosts {

  /**
   * Finds the next address of {@code host} in turn; answers at once, or later on {@code executor}.
   *
   * @param allowPrivate whether it may be one that is not of the public internet
   */
  void next(String host, boolean allowPrivate, Executor executor, Found found);

  /** Hears of an address. */
  @FunctionalInterface
  interface Found {
    /** Null where there is none that may be used. */
    void is(@Nullable InetAddress address);
  }
}
