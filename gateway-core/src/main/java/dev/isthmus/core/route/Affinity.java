package dev.isthmus.core.route;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.signal.DeploymentSignals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a call a home: the one deployment whose prompt cache is most likely to hold what the call
 * has in common with others, and what that is expected to save there.
 *
 * <p>Shape: of those who may be asked, whose cache was seen to help, and who do not have more than
 * their part of the tokens in flight already, the one that ranks highest for the call's key.
 * Nothing is remembered: every gateway finds the same home. Threads: any; no state, no allocation.
 */
final class Affinity {
  /** No home. */
  static final int NOWHERE = -1;

  /** A shorter prompt is cached by nobody. Units: tokens. */
  private static final double LEAST_PROMPT = 1024;

  /** A home has no more of the tokens in flight than this times its part of them. */
  private static final double BOUND = 1.25;

  /** So many calls like this one may be in flight anywhere: parts of little mean nothing. */
  private static final double LEAST_CALLS = 4;

  /** A cache that holds less of a prompt than this is none. */
  private static final double LEAST_SHARE = 0.01;

  private Affinity() {}

  /**
   * Finds the home and writes into its row what is saved there.
   *
   * @param output the expected length of the answer
   * @return its number among {@code rows}, or {@link #NOWHERE}
   */
  @HotPath
  static int settle(Question question, Prediction[] rows, double output) {
    double prompt = (double) question.facts().estimatedPromptTokens();
    if (question.affinity() == AffinityKey.NONE || prompt < LEAST_PROMPT) {
      return NOWHERE;
    }
    int home = find(question, rows, LEAST_CALLS * (prompt + output));
    if (home != NOWHERE) {
      save(question, rows[home], question.route().candidates().get(home), prompt);
    }
    return home;
  }

  private static int find(Question question, Prediction[] rows, double leastLoad) {
    List<Deployment> candidates = question.route().candidates();
    boolean limited = allLimited(candidates, rows);
    double perWeight = loadPerWeight(candidates, rows, limited);
    int home = NOWHERE;
    long highest = Long.MIN_VALUE;
    for (int i = 0; i < candidates.size(); i++) {
      Deployment deployment = candidates.get(i);
      double most = Math.max(BOUND * perWeight * weight(deployment, limited), leastLoad);
      if (rows[i].open
          && deployment.live().signals().inFlightTokens() <= most
          && gain(deployment, question.nowNanos()) >= LEAST_SHARE) {
        long rank = AffinityKey.rank(question.affinity(), deployment.name());
        if (home == NOWHERE || rank > highest) {
          home = i;
          highest = rank;
        }
      }
    }
    return home;
  }

  /** Whether all that may be asked have a limit of tokens, by which their parts are measured. */
  private static boolean allLimited(List<Deployment> candidates, Prediction[] rows) {
    for (int i = 0; i < candidates.size(); i++) {
      if (rows[i].open && candidates.get(i).live().capacity().tokensPerMinute() <= 0) {
        return false;
      }
    }
    return true;
  }

  private static double weight(Deployment deployment, boolean limited) {
    return limited ? (double) deployment.live().capacity().tokensPerMinute() : 1;
  }

  private static double loadPerWeight(
      List<Deployment> candidates, Prediction[] rows, boolean limited) {
    double load = 0;
    double weights = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (rows[i].open) {
        load += (double) candidates.get(i).live().signals().inFlightTokens();
        weights += weight(candidates.get(i), limited);
      }
    }
    return weights > 0 ? load / weights : 0;
  }

  /**
   * How much more of a prompt is found in the cache by calls that are at home; 0 where neither the
   * price list nor any answer knows of a cache.
   */
  private static double gain(Deployment deployment, long nowNanos) {
    DeploymentSignals signals = deployment.live().signals();
    return signals.caches() || isCheaper(deployment.prices())
        ? signals.homeHitRatio(nowNanos) - signals.cacheHitRatio(nowNanos)
        : 0;
  }

  private static boolean isCheaper(@Nullable Prices prices) {
    return prices != null
        && prices.cachedInputPicodollarsPerToken() < prices.inputPicodollarsPerToken();
  }

  private static void save(
      Question question, Prediction row, Deployment deployment, double prompt) {
    DeploymentSignals signals = deployment.live().signals();
    Prices prices = deployment.prices();
    double cached = row.cachedTokens;
    double here = cached + prompt * gain(deployment, question.nowNanos());
    row.savedTokens = here - cached;
    row.savedSeconds = signals.promptSeconds(row.savedTokens);
    row.savedDollars =
        prices == null
            ? 0
            : prices.dollars(prompt, cached, 0, 0) - prices.dollars(prompt, here, 0, 0);
  }
}
