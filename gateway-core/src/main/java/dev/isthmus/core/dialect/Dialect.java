package dev.isthmus.core.dialect;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * The same where a request's headers may say how its body is to be read.
   *
   * @param headers the caller's
   */
  default FactsReader factsReader(Operation operation, HeaderView headers) {
    return factsReader(operation);
  }

  /**
   * The content type of a request that goes on as it came.
   *
   * @param headers the caller's
   */
  default String requestType(HeaderView headers) {
    return "application/json";
  }

  /** Watches one answer to {@code operation} go by. */
  UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents);

  /** The body of an error answer; the caller owns the result. */
  ByteBuf errorBody(Failure failure, String requestId);

  /** An error in the middle of a stream that answers {@code operation}; the caller owns it. */
  ByteBuf errorEvent(Operation operation, Failure failure, String requestId);

  /** What is wrong with a request's headers, beside its key, or null. */
  default @Nullable Failure checkHeaders(HeaderView headers) {
    return null;
  }

  /**
   * Adds the header in which clients of this dialect look for a request's id, where it is its own.
   */
  default void nameRequest(String requestId, HeaderSink headers) {}

  /**
   * Tells how many tokens a conversation has, where the dialect has words for that; the caller owns
   * the result.
   */
  default ByteBuf count(long tokens) {
    throw new UnsupportedOperationException(name() + " counts no tokens");
  }

  /** Bytes that keep a silent stream alive and mean nothing; the caller owns the result. */
  ByteBuf keepAlive();

  /** The list of the models that a caller may use; the caller owns the result. */
  ByteBuf modelList(List<String> models);

  /** One of them; the caller owns the result. */
  ByteBuf model(String model);

  /**
   * The operation for whose sake callers ask for models: one that no deployment of a model serves
   * in this dialect is none here. Null where every model counts.
   */
  default @Nullable Operation modelsAreFor() {
    return null;
  }

  /** What becomes of the usage in a stream. */
  enum UsageEvents {
    /** The caller asked for it: it passes. */
    PASS,
    /**
     * The caller did not ask for it, though we may have: an event that carries nothing else is left
     * out, and beside other things {@code null} stands in its place.
     */
    DROP
  }
}
