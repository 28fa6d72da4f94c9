package dev.isthmus.core.route;

/**
 * One candidate's row: what is expected of it for a call, and whether the call may go there at all.
 * Everything that a price is made of stands here, so that a recorded row is priced by the very code
 * that prices a live one. Rows are reused from call to call. Threads: one event loop.
 */
public final class Prediction {
  /** Whether no rule leaves the candidate out, or the one that does gave way. */
  public boolean open;

  /** Whether it is trusted with calls that risk something; a recorded row need not say. */
  public boolean well;

  /** Lower numbers go first among equals. */
  public int priority;

  public Deployment.Tier tier = Deployment.Tier.ON_DEMAND;

  /** What the call is expected to cost by the price list; NaN where no price is known. */
  public double costDollars;

  /** Of the prompt, what the provider's cache is expected to hold. Units: tokens. */
  public double cachedTokens;

  public double firstContentSeconds;

  /** How long calls wait at the deployment's own engine, by its word. */
  public double queueSeconds;

  public double totalSeconds;
  public double failureProbability;

  /** Tokens that the provider will hold against its limits: more than it will bill. */
  public long reservedTokens;

  /** The share of the deployment that is still free, in [0, 1]. */
  public double headroom;

  /**
   * What the call's home is expected to save beside that, in prompt tokens that are cached, in
   * money and in time. 0 where the call has no home, or another one.
   */
  public double savedTokens;

  public double savedDollars;

  public double savedSeconds;

  /** Whether it is left out, but would take the call: it stands behind all others. */
  public boolean reserve;

  /** The share of provisioned capacity that is in use; 0 where capacity is not provisioned. */
  public double utilisation;
}
