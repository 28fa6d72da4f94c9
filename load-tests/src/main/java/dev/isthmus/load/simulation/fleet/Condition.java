package dev.isthmus.load.simulation.fleet;

/** What has befallen a deployment; everything at rest when all is well. Threads: one. */
public final class Condition {
  /** What the heads of answers say about limits. */
  public enum Headers {
    AS_DOCUMENTED,
    MISSING,
    MINUS_ONE
  }

  /** Its first content takes so many times as long. */
  public double firstFactor = 1;

  /** Its tokens take so many times as long. */
  public double tokenFactor = 1;

  /** The part of calls that it answers with 500 at once. */
  public double failing;

  /** The part of calls that it takes and never answers, not with a head either. */
  public double hanging;

  /** The part of answers that break in the middle. */
  public double breaking;

  /** The part of calls that find no connection. */
  public double unreachable;

  /** Whether what it answers when that begins is cut off there and then. */
  public boolean severed;

  /** What is left of its limits. */
  public double limitFactor = 1;

  /** What its prices are multiplied by. */
  public double priceFactor = 1;

  public Headers headers = Headers.AS_DOCUMENTED;

  /** Until when it warms up, in seconds of the run; a cold start takes its first content longer. */
  public double coldUntil = Double.NEGATIVE_INFINITY;

  /** All is well again; prices stay. */
  public void heal() {
    firstFactor = 1;
    tokenFactor = 1;
    failing = 0;
    hanging = 0;
    breaking = 0;
    unreachable = 0;
    severed = false;
    limitFactor = 1;
  }

  /** The probability that a call here gets no answer. */
  public double lost() {
    return 1 - (1 - failing) * (1 - hanging) * (1 - unreachable);
  }
}
