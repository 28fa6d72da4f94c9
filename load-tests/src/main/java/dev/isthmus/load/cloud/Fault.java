package dev.isthmus.load.cloud;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One fault that a simulated cloud commits while it is switched on.
 *
 * @param deployment the deployment it strikes; empty for all
 * @param probability per call, 0 to 1
 * @param times how often it strikes before it is spent; −1 for ever
 */
public record Fault(
    FaultKind kind, String deployment, double probability, long times, Detail detail) {

  public Fault {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability: " + probability + " (expected: 0 to 1)");
    }
  }

  /**
   * What some kinds need besides.
   *
   * @param status of STATUS; in AWS's streams also what an error event stands for
   * @param retry how STATUS says when to come back
   * @param headers further response headers of STATUS, for odd values
   * @param events after which the faults inside a stream strike
   * @param factor of the slow ones
   * @param bytes that WRONG_CONTENT_LENGTH declares too many, or too few where negative; after
   *     which TRUNCATE cuts an AWS message, so that up to 12 the cut is inside its prelude
   * @param location of REDIRECT
   */
  public record Detail(
      int status,
      Retry retry,
      Map<String, String> headers,
      int events,
      double factor,
      int bytes,
      String location) {

    static final Detail DEFAULT =
        new Detail(500, new Retry(RetryForm.NONE, 0), Map.of(), 3, 10, 10, "http://127.0.0.1:9/");

    public Detail {
      headers = Map.copyOf(headers);
    }
  }

  /** When to come back, and how that is said. */
  public record Retry(RetryForm form, long millis) {}

  /** {@code kind} on every call to every deployment: 500, after 3 events, ten times as slow. */
  public static Fault of(FaultKind kind) {
    return new Fault(kind, "", 1, -1, Detail.DEFAULT);
  }

  /** STATUS with {@code status}. */
  public static Fault status(int status) {
    Detail d = Detail.DEFAULT;
    return of(FaultKind.STATUS)
        .detail(new Detail(status, d.retry, d.headers, d.events, d.factor, d.bytes, d.location));
  }

  public Fault onDeployment(String name) {
    return new Fault(kind, name, probability, times, detail);
  }

  public Fault probability(double to) {
    return new Fault(kind, deployment, to, times, detail);
  }

  public Fault times(long to) {
    return new Fault(kind, deployment, probability, to, detail);
  }

  public Fault detail(Detail to) {
    return new Fault(kind, deployment, probability, times, to);
  }

  /** With {@code status}, for faults of other kinds than STATUS. */
  public Fault standingFor(int status) {
    return detail(
        new Detail(
            status,
            detail.retry,
            detail.headers,
            detail.events,
            detail.factor,
            detail.bytes,
            detail.location));
  }

  public Fault retryAfter(RetryForm form, long millis) {
    Retry retry = new Retry(form, millis);
    return detail(
        new Detail(
            detail.status,
            retry,
            detail.headers,
            detail.events,
            detail.factor,
            detail.bytes,
            detail.location));
  }

  public Fault header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(detail.headers);
    more.put(name, value);
    return detail(
        new Detail(
            detail.status,
            detail.retry,
            more,
            detail.events,
            detail.factor,
            detail.bytes,
            detail.location));
  }

  public Fault afterEvents(int events) {
    return detail(
        new Detail(
            detail.status,
            detail.retry,
            detail.headers,
            events,
            detail.factor,
            detail.bytes,
            detail.location));
  }

  public Fault factor(double factor) {
    return detail(
        new Detail(
            detail.status,
            detail.retry,
            detail.headers,
            detail.events,
            factor,
            detail.bytes,
            detail.location));
  }

  public Fault bytes(int bytes) {
    return detail(
        new Detail(
            detail.status,
            detail.retry,
            detail.headers,
            detail.events,
            detail.factor,
            bytes,
            detail.location));
  }

  public Fault location(String to) {
    return detail(
        new Detail(
            detail.status,
            detail.retry,
            detail.headers,
            detail.events,
            detail.factor,
            detail.bytes,
            to));
  }

  boolean strikes(String name) {
    return deployment.isEmpty() || deployment.equals(name);
  }
}
