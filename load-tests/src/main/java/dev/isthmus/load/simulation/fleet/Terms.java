package dev.isthmus.load.simulation.fleet;

/**
 * How a provider limits what it takes, and what its answers say about that.
 *
 * @param perMinute tokens, −1 for no limit
 * @param requestsPerMinute −1 for no limit
 */
public record Terms(Kind kind, long perMinute, long requestsPerMinute) {

  /** Whose rules. */
  public enum Kind {
    /** A counter that starts again each minute; holds the prompt and the most allowed. */
    AZURE,
    /** A bucket that fills all the time; holds the prompt and the most allowed. */
    OPENAI,
    /** Two buckets, one for prompts, without what was cached, and one for answers. */
    ANTHROPIC,
    /** Shared with strangers: it refuses when it is full, and says nothing. */
    VERTEX,
    /** A counter by the minute that is not spoken of. */
    BEDROCK,
    /** Provisioned: a bucket that drains all the time, corrected at the end of a call. */
    PROVISIONED,
    /** Our own machines: places and a queue. */
    OWN
  }

  public static Terms own() {
    return new Terms(Kind.OWN, -1, -1);
  }
}
