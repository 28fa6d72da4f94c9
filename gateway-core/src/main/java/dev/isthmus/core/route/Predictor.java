package dev.isthmus.core.route;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.signal.DeploymentSignals;

/**
 * Expects what a call would cost and how long it would take at one deployment.
 *
 * <p>Two numbers of tokens are told apart: what the provider will <em>bill</em>, where the answer
 * counts with its expected length, and what it will <em>hold against its limits</em> at admission,
 * where most providers count all that the caller allowed. Threads: any; no state, no allocation.
 */
final class Predictor {
  private Predictor() {}

  /**
   * Fills one row; {@code output} and {@code longest} are what {@link #expectedOutput} and {@link
   * #longestOutput} say of the question, which is the same for all.
   */
  @HotPath
  static void fill(
      Prediction row, Deployment deployment, Question question, double output, long longest) {
    CallFacts facts = question.facts();
    DeploymentSignals signals = deployment.live().signals();
    long now = question.nowNanos();
    double prompt = facts.estimatedPromptTokens();
    double cached = prompt * signals.cacheHitRatio(now);
    Prices prices = deployment.prices();
    // NaN where no price is known: scoring then takes the dearest of the others.
    row.costDollars =
        prices == null ? Double.NaN : prices.dollars(prompt, cached, output, facts.fees());
    row.cachedTokens = cached;
    times(row, deployment, prompt - cached, output, now);
    row.savedTokens = 0;
    row.savedDollars = 0;
    row.savedSeconds = 0;
    row.failureProbability = signals.failureProbability(now);
    row.reservedTokens = (long) prompt + reservedOutput(deployment, question, longest);
    row.headroom = deployment.live().capacity().headroom(row.reservedTokens, now);
    row.priority = deployment.priority();
    row.tier = deployment.traits().tier();
    row.utilisation =
        row.tier == Deployment.Tier.PROVISIONED ? deployment.live().capacity().utilisation(now) : 0;
  }

  /**
   * What an attempt costs at most: nothing cached, and an answer as long as the caller allows or,
   * where it says nothing, as long as nine in ten are. NaN where no price is known.
   */
  static double mostDollars(Deployment deployment, Prediction row, CallFacts facts) {
    Prices prices = deployment.prices();
    double prompt = (double) facts.estimatedPromptTokens();
    double output = row.reservedTokens - prompt;
    return prices == null ? Double.NaN : prices.dollars(prompt, 0, output, facts.fees());
  }

  /** Calls that wait at the engine each take the time that this one is expected to take. */
  private static void times(
      Prediction row, Deployment deployment, double uncached, double output, long now) {
    DeploymentSignals signals = deployment.live().signals();
    double decode = output / signals.tokensPerSecond(now);
    double usual = signals.baseFirstContentSeconds() + decode;
    row.queueSeconds = deployment.live().capacity().callsAhead(now) * usual;
    row.firstContentSeconds = signals.firstContentSeconds(now, uncached, row.queueSeconds);
    row.totalSeconds = row.firstContentSeconds + decode;
  }

  /** The answer's expected length over all choices. Units: tokens. */
  static double expectedOutput(Question question) {
    CallFacts facts = question.facts();
    if (!facts.operation().generates()) {
      return 0;
    }
    return facts.choices() * question.route().outputs().mean(facts.maxOutputTokens());
  }

  /** The longest answer that a provider holds against its limits, of each choice. */
  static long longestOutput(Question question) {
    CallFacts facts = question.facts();
    if (!facts.operation().generates()) {
      return 0;
    }
    return facts.maxOutputTokens() >= 0
        ? facts.maxOutputTokens()
        : question.route().outputs().p90(-1);
  }

  private static long reservedOutput(Deployment deployment, Question question, long longest) {
    long most = deployment.traits().maxOutput();
    CallFacts facts = question.facts();
    if (most <= 0) {
      return facts.choices() * longest;
    }
    boolean all = facts.maxOutputTokens() < 0 && deployment.provider().codec().reservesMost();
    boolean generates = facts.operation().generates();
    return facts.choices() * (all && generates ? most : Math.min(longest, most));
  }
}
