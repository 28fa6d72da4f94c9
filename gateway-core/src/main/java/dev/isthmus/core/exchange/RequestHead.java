package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * What the edge knows of a request before its body.
 *
 * @param pathModel the model that the path names (decoded), or null where the body names it; the
 *     response's id where a stored one is asked for
 * @param contentLength in bytes, −1 where the caller did not say
 * @param requestId ours, on every answer and in every record
 * @param stored what is asked about a stored response, or null
 */
public record RequestHead(
    Operation operation,
    Dialect dialect,
    @Nullable String pathModel,
    HeaderView headers,
    long contentLength,
    String requestId,
    @Nullable StoredAsk stored) {

  /** A request that asks a model. */
  public RequestHead(
      Operation operation,
      Dialect dialect,
      @Nullable String pathModel,
      HeaderView headers,
      long contentLength,
      String requestId) {
    this(operation, dialect, pathModel, headers, contentLength, requestId, null);
  }
}
