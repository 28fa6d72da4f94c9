package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.call.LimitReport;

/**
 * Counters that start again each minute, of tokens held at admission and of requests; requests are
 * also kept to a sixth of the minute's in any ten seconds. Nothing is given back.
 *
 * <p>Source: Azure OpenAI's quota page; Bedrock counts likewise and is silent about it.
 */
final class MinuteLimiter implements Limiter {
  private static final double MINUTE = 60;
  private static final double TENTH = 10;
  private static final double PARTS = MINUTE / TENTH;
  private static final double MILLIS = 1e3;

  private final long tokens;
  private final long requests;
  private final boolean silent;
  private final double offset;
  private double factor = 1;
  private long minute = Long.MIN_VALUE;
  private long tenth = Long.MIN_VALUE;
  private long usedTokens;
  private long usedRequests;
  private long usedInTenth;

  /** {@code offset} is when its minutes begin. */
  MinuteLimiter(Terms terms, boolean silent, double offset) {
    this.tokens = terms.perMinute();
    this.requests = terms.requestsPerMinute();
    this.silent = silent;
    this.offset = offset;
  }

  @Override
  public boolean tryAdmit(Load load, double seconds) {
    if (!admits(load, seconds)) {
      return false;
    }
    usedTokens += load.held();
    usedRequests++;
    usedInTenth++;
    return true;
  }

  @Override
  public boolean admits(Load load, double seconds) {
    turn(seconds);
    boolean enough = tokens < 0 || usedTokens + load.held() <= allowed(tokens);
    boolean few = requests < 0 || usedRequests < allowed(requests);
    return enough && few && (requests < 0 || usedInTenth < allowed(requests) / PARTS);
  }

  @Override
  public LimitReport report(double seconds) {
    if (silent) {
      return LimitReport.NONE;
    }
    turn(seconds);
    long reset = (long) (left(seconds) * MILLIS);
    long tokenLimit = tokens < 0 ? -1 : allowed(tokens);
    long requestLimit = requests < 0 ? -1 : allowed(requests);
    return new LimitReport(
        tokens < 0 ? -1 : Math.max(0, tokenLimit - usedTokens),
        tokenLimit,
        reset,
        requests < 0 ? -1 : Math.max(0, requestLimit - usedRequests),
        requestLimit,
        reset,
        -1,
        -1);
  }

  @Override
  public long retryAfterMillis(Load load, double seconds) {
    if (silent) {
      return -1;
    }
    turn(seconds);
    boolean full = tokens >= 0 && usedTokens + load.held() > allowed(tokens);
    double wait = full || usedRequests >= allowed(requests) ? left(seconds) : 1;
    return (long) (Math.ceil(wait) * MILLIS);
  }

  @Override
  public void scale(double part, double seconds) {
    factor = part;
  }

  private long allowed(long limit) {
    return Math.max(1, (long) (limit * factor));
  }

  private double left(double seconds) {
    return MINUTE - (seconds + offset) % MINUTE;
  }

  private void turn(double seconds) {
    long nowMinute = (long) ((seconds + offset) / MINUTE);
    if (nowMinute != minute) {
      minute = nowMinute;
      usedTokens = 0;
      usedRequests = 0;
    }
    long nowTenth = (long) ((seconds + offset) / TENTH);
    if (nowTenth != tenth) {
      tenth = nowTenth;
      usedInTenth = 0;
    }
  }
}
