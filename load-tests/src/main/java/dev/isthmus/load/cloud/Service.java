package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What sets one cloud's door apart from another's: paths, sign-in, what it refuses, its errors and
 * headers.
 *
 * <p>Threads: the cloud's event loop.
 */
interface Service {

  /** Reads {@code request} as strictly as the real service does. */
  Reply reply(Request request);

  /**
   * {@code problem} in the shape of this cloud at the path of {@code request}, which the cloud
   * calls {@code requestId}.
   */
  JsonNode error(Problem problem, Request request, String requestId);

  /** Adds what stands beside {@code status} where a fault answers it. */
  default void fault(HttpHeaders out, int status, Fault.Retry retry) {}

  /** {@code problem} as it goes out: JSON, unless this cloud speaks otherwise. */
  default Document refusal(Problem problem, Request request, String requestId) {
    return Document.json(error(problem, request, requestId));
  }

  /** Adds what this cloud says about {@code problem} in the head of its answer. */
  default void refused(HttpHeaders out, Problem problem) {}

  /** Writes the event by which a running stream says that it failed with {@code status}. */
  default void fail(EventOut out, Request request, int status) {
    out.event(streamError(request));
  }

  /** The document by which an answer that began well says that it failed. */
  JsonNode streamError(Request request);

  /** The refusal of a call for which there is no capacity. */
  Problem throttled(Deployment deployment, long waitMillis);

  /** Adds what this cloud says in the head of every answer. */
  void head(HttpHeaders out, String requestId);

  /**
   * Adds what it says about limits; {@code waitMillis} is 0 unless it refuses for want of capacity.
   */
  void limits(HttpHeaders out, Work work, Meter meter, long waitMillis);
}
