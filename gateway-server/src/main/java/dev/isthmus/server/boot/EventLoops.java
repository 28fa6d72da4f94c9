package dev.isthmus.server.boot;

import dev.isthmus.server.http.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of one gateway, all of one transport: those that calls run on, and one beside
 * them for probes. Threads: made and closed by one.
 */
record EventLoops(Transport transport, EventLoopGroup calls, EventLoopGroup probes)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");
  private static final int CLOSE_SECONDS = 5;

  /** Makes loops, or throws where the system does not give what they need. */
  interface Maker {
    EventLoopGroup make(Transport transport, int threads, String name);
  }

  /**
   * Makes them, and says in the log what they are and which transports were passed over, and why.
   *
   * @param wanted null: the first transport that can be had
   * @param threads for calls
   * @throws IOException where the one that is {@code wanted} cannot be had
   */
  static EventLoops open(@Nullable Transport wanted, int threads, Maker maker) throws IOException {
    EventLoops loops = wanted == null ? usual(threads, maker) : named(wanted, threads, maker);
    LOG.info("event loops count={} transport={}", threads, loops.transport);
    return loops;
  }

  private static EventLoops named(Transport wanted, int threads, Maker maker) throws IOException {
    String why = wanted.whyNot();
    if (why != null) {
      throw missing(wanted, why, null);
    }
    try {
      return make(wanted, threads, maker);
    } catch (RuntimeException | LinkageError e) {
      throw missing(wanted, Transport.reason(e), e);
    }
  }

  private static IOException missing(Transport wanted, String why, @Nullable Throwable cause) {
    return new IOException(
        "transport: "
            + wanted
            + " is not to be had here: "
            + why
            + " (expected: another, or none named)",
        cause);
  }

  private static EventLoops usual(int threads, Maker maker) throws IOException {
    for (Transport transport : Transport.values()) {
      String why = transport.whyNotUnasked();
      if (why == null) {
        try {
          return make(transport, threads, maker);
        } catch (RuntimeException | LinkageError e) {
          why = Transport.reason(e);
        }
      }
      LOG.info("transport passed over transport={} why={}", transport, why);
    }
    throw new IOException("transport: none is to be had here (expected: one)");
  }

  /** All of one transport, or none. */
  private static EventLoops make(Transport transport, int threads, Maker maker) {
    EventLoopGroup calls = maker.make(transport, threads, "loop");
    try {
      return new EventLoops(transport, calls, maker.make(transport, 1, "probe"));
    } catch (RuntimeException | LinkageError e) {
      Future<?> unused = calls.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
      throw e;
    }
  }

  @Override
  public void close() {
    Future<?> unused = probes.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    calls
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
