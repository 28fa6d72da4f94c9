package dev.isthmus.core.route.whatif;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How calls would have gone under another policy, each figure under the method that it comes from.
 *
 * @param decisions that were read
 * @param calls that they stand for
 * @param skipped decisions of routes that the other policy does not have
 * @param notes what a reader should know of the material
 */
public record Report(
    String title,
    long fromMillis,
    long toMillis,
    long decisions,
    double calls,
    long skipped,
    List<RouteReport> routes,
    List<String> notes) {
  public Report {
    routes = List.copyOf(routes);
    notes = List.copyOf(notes);
  }

  /**
   * One route.
   *
   * @param before the objectives that were in force, as people read them
   * @param simulation why load would feed back, so that only a simulation could tell; empty where
   *     nothing points to it
   */
  public record RouteReport(
      String route,
      long decisions,
      double calls,
      String before,
      String after,
      Exact exact,
      Weighted weighted,
      List<String> simulation,
      List<String> notes) {
    public RouteReport {
      simulation = List.copyOf(simulation);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Method: exact re-score. What the gateway believed of each call when it came, decided anew.
   *
   * @param flipped the part of calls that went where the other policy would never have sent them
   * @param moved the part of calls that would be expected elsewhere
   * @param reproduced the part of decisions that the weights of the record itself give again, to
   *     the last bit: whatever is below 1 was decided by something that the record does not hold
   * @param unserved the part of calls that nobody could take any more
   */
  public record Exact(
      double flipped,
      double moved,
      double reproduced,
      double unserved,
      double forced,
      List<Share> shares,
      Pair dollarsPerCall,
      Pair firstContentSeconds,
      Pair firstContentP50,
      Pair firstContentP99,
      Pair failureProbability,
      Curve firstContent) {
    public Exact {
      shares = List.copyOf(shares);
    }
  }

  /**
   * One deployment's part of the calls.
   *
   * @param sent what was really sent there first
   * @param peakBefore the most tokens that a minute would have reserved there
   * @param tokensPerMinute what is granted, −1 where that is not known
   */
  public record Share(
      String deployment,
      double sent,
      double before,
      double after,
      double peakBefore,
      double peakAfter,
      long tokensPerMinute) {}

  /** A figure by the same method before and after. */
  public record Pair(double before, double after) {
    /** By which part it is more afterwards. */
    public double change() {
      return after / before - 1;
    }
  }

  /** Quantiles before and after, for the same parts of the calls. */
  public record Curve(List<Double> parts, List<Double> before, List<Double> after) {
    public Curve {
      parts = List.copyOf(parts);
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * Method: propensity-weighted. What really happened, weighted to stand for the other policy.
   *
   * @param calls that were attempted and so can be learned from
   * @param effective the calls that as much can be learned from
   * @param outside the part of the other policy's choices that the policy in force never makes, so
   *     that nothing happened from which they could be learned
   */
  public record Weighted(
      long calls,
      double effective,
      double outside,
      Estimate dollarsPerCall,
      Estimate firstContentP50,
      Estimate firstContentP99,
      Estimate errors,
      Estimate rateLimited,
      @Nullable Curve firstContent) {}
}
