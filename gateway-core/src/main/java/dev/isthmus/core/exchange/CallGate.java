package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.dialect.Dialect;
import org.jspecify.annotations.Nullable;

/** Where an edge brings its requests. One per event loop. Threads: that loop only. */
public interface CallGate {

  /** Starts one model call; may answer through {@code downstream} before it returns. */
  Inbound open(RequestHead head, Downstream downstream);

  /**
   * Answers which models this caller may use.
   *
   * @param model one model's name, or null for the list of all
   */
  void listModels(
      Dialect dialect,
      HeaderView headers,
      @Nullable String model,
      String requestId,
      Downstream downstream);
}
