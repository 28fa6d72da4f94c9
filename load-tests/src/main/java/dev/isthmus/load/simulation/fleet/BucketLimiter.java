package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.call.LimitReport;

/**
 * Buckets that fill all the time.
 *
 * <p>OpenAI holds the prompt and the most allowed in one of tokens. Anthropic holds what of the
 * prompt was not cached in one and the most allowed in another, and gives back what was not
 * answered; the report is of the tighter one.
 */
final class BucketLimiter implements Limiter {
  private static final double MILLIS = 1e3;

  /** Of a limit in tokens, how much is for prompts where there are two. */
  private static final double PROMPT_PART = 0.6;

  private final boolean apart;
  private final Bucket prompts;
  private final Bucket answers;
  private final Bucket requests;

  BucketLimiter(Terms terms, boolean apart) {
    this.apart = apart;
    long tokens = terms.perMinute();
    long forPrompts = apart && tokens >= 0 ? (long) (tokens * PROMPT_PART) : tokens;
    prompts = new Bucket(forPrompts);
    answers = new Bucket(apart && tokens >= 0 ? tokens - forPrompts : -1);
    requests = new Bucket(terms.requestsPerMinute());
  }

  @Override
  public boolean tryAdmit(Load load, double seconds) {
    if (!admits(load, seconds)) {
      return false;
    }
    prompts.take(prompt(load), seconds);
    answers.take(load.most(), seconds);
    requests.take(1, seconds);
    return true;
  }

  @Override
  public boolean admits(Load load, double seconds) {
    return prompts.has(prompt(load), seconds)
        && (!apart || answers.has(load.most(), seconds))
        && requests.has(1, seconds);
  }

  private long prompt(Load load) {
    return apart ? load.prompt() - load.cached() : load.held();
  }

  @Override
  public void settle(Load load, long output, double seconds) {
    if (apart) {
      answers.giveBack(Math.max(0, load.most() - output), seconds);
    }
  }

  @Override
  public LimitReport report(double seconds) {
    long left = prompts.left(seconds);
    long limit = prompts.limit();
    if (apart) {
      left += answers.left(seconds);
      limit += answers.limit();
    }
    long reset = limit < 0 ? -1 : (long) (prompts.wait(prompts.limit(), seconds) * MILLIS);
    long more = requests.left(seconds);
    long requestReset = more < 0 ? -1 : (long) (requests.wait(requests.limit(), seconds) * MILLIS);
    return new LimitReport(left, limit, reset, more, requests.limit(), requestReset, -1, -1);
  }

  @Override
  public long retryAfterMillis(Load load, double seconds) {
    double wait = Math.max(prompts.wait(prompt(load), seconds), requests.wait(1, seconds));
    if (apart) {
      wait = Math.ceil(Math.max(wait, answers.wait(load.most(), seconds)));
    }
    return (long) Math.max(1, wait * MILLIS);
  }

  @Override
  public void scale(double factor, double seconds) {
    prompts.scale(factor, seconds);
    answers.scale(factor, seconds);
    requests.scale(factor, seconds);
  }
}
