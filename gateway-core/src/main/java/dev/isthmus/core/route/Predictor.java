package dev.isthmus.core.route;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.signal.Beliefs;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.DeploymentSignals;
import java.util.Arrays;

/**
 * Expects what a call would cost and how long it would take at one deployment.
 *
 * <p>Two numbers of tokens are told apart: what the provider will <em>bill</em>, where the answer
 * counts with its expected length, and what it will <em>hold against its limits</em> at admission,
 * where most providers count all that the caller allowed.
 *
 * <p>Shape: {@link #ask} once for a call, then {@link #fill} for each candidate; what is believed
 * of a deployment stands at its index from call to call. Threads: one event loop. Allocation: none
 * but for a deployment that was never a candidate before.
 */
final class Predictor {
  private Beliefs[] beliefs = {};
  private long nowNanos;
  private double prompt;
  private double output;
  private long longest;
  private int fees;
  private int choices;
  private boolean openEnded;

  /** What is the same for all candidates. */
  @HotPath
  void ask(Question question) {
    CallFacts facts = question.facts();
    boolean generates = facts.operation().generates();
    nowNanos = question.nowNanos();
    prompt = facts.estimatedPromptTokens();
    output = generates ? expectedOutput(question) : 0;
    longest = generates ? longestOutput(question) : 0;
    fees = facts.fees();
    choices = facts.choices();
    openEnded = generates && facts.maxOutputTokens() < 0;
  }

  /** The answer's expected length over all choices. Units: tokens. */
  @HotPath
  double outputTokens() {
    return output;
  }

  /** Fills one row. */
  @HotPath
  void fill(Prediction row, Deployment deployment) {
    Capacity capacity = deployment.live().capacity();
    DeploymentSignals signals = deployment.live().signals();
    Beliefs believed = beliefs(deployment.id().index());
    believed.look(signals, nowNanos);
    double cached = prompt * believed.cacheHitRatio();
    Prices prices = deployment.prices();
    // NaN where no price is known: scoring then takes the dearest of the others.
    row.costDollars = prices == null ? Double.NaN : prices.dollars(prompt, cached, output, fees);
    row.cachedTokens = cached;
    times(row, believed, signals, capacity.callsAhead(nowNanos));
    row.savedTokens = 0;
    row.savedDollars = 0;
    row.savedSeconds = 0;
    row.failureProbability = believed.failureProbability(signals, nowNanos);
    row.reservedTokens = (long) prompt + reservedOutput(deployment);
    row.headroom = capacity.headroom(row.reservedTokens, nowNanos);
    row.priority = deployment.priority();
    row.tier = deployment.traits().tier();
    row.utilisation = row.tier == Deployment.Tier.PROVISIONED ? capacity.utilisation(nowNanos) : 0;
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

  /**
   * Calls that wait at the engine each take the time that this one is expected to take. Where it
   * says itself that a call would wait before it begins, that is no less than what is usual, and
   * the wait; what our own calls waited of late may be in what is expected already, so the two are
   * not added.
   */
  private void times(
      Prediction row, Beliefs believed, DeploymentSignals signals, double callsAhead) {
    double decode = output / believed.tokensPerSecond();
    double usual = believed.usualFirstContentSeconds();
    double queue = callsAhead * (usual + decode);
    double queued = queue > 0 ? usual + queue : 0;
    double begins = Math.max(believed.firstContentSeconds(signals, nowNanos), queued);
    row.queueSeconds = queue;
    row.firstContentSeconds = begins + believed.promptSeconds(prompt - row.cachedTokens);
    row.totalSeconds = row.firstContentSeconds + decode;
  }

  private Beliefs beliefs(int index) {
    if (index >= beliefs.length) {
      grow(index + 1);
    }
    return beliefs[index];
  }

  private void grow(int size) {
    int before = beliefs.length;
    beliefs = Arrays.copyOf(beliefs, size);
    for (int i = before; i < size; i++) {
      beliefs[i] = new Beliefs();
    }
  }

  private static double expectedOutput(Question question) {
    CallFacts facts = question.facts();
    return facts.choices() * question.route().outputs().mean(facts.maxOutputTokens());
  }

  /** The longest answer that a provider holds against its limits, of each choice. */
  private static long longestOutput(Question question) {
    long most = question.facts().maxOutputTokens();
    return most >= 0 ? most : question.route().outputs().p90(-1);
  }

  private long reservedOutput(Deployment deployment) {
    long most = deployment.traits().maxOutput();
    if (most <= 0) {
      return choices * longest;
    }
    boolean all = openEnded && deployment.provider().codec().reservesMost();
    return choices * (all ? most : Math.min(longest, most));
  }
}
