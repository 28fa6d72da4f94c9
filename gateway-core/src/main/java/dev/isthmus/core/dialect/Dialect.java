package dev.isthmus.core.dialect;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Operation;
import io.netty.buffer.ByteBuf;

/**
 * A protocol that callers and providers speak. It reads requests and answers in place, and writes
 * errors towards callers; reading a provider's errors is the provider's affair.
 *
 * <p>Threads: stateless, any thread; the readers and taps it hands out belong to one call.
 */
public interface Dialect {

  /** Stable, lower case; used in metrics and logs. */
  String name();

  /** Reads one request of {@code operation}. */
  FactsReader factsReader(Operation operation);

  /** Watches one answer to {@code operation} go by. */
  UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents);

  /** The body of an error answer; the caller owns the result. */
  ByteBuf errorBody(Failure failure, String requestId);

  /** An error in the middle of a stream that answers {@code operation}; the caller owns it. */
  ByteBuf errorEvent(Operation operation, Failure failure, String requestId);

  /** Bytes that keep a silent stream alive and mean nothing; the caller owns the result. */
  ByteBuf keepAlive();

  /** What becomes of the event at the end of a stream that carries usage and nothing else. */
  enum UsageEvents {
    /** The caller asked for it: it passes. */
    PASS,
    /** We asked for it, the caller did not: it is left out. */
    DROP
  }
}
