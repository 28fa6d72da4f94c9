package dev.isthmus.core.account;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt in the ledger. A call has one row for each attempt whose bytes left us; {@code
 * callId} and {@code attempt} together name it for ever.
 *
 * @param attempt from 1
 * @param picodollars what it costs at {@code priceVersion}; 0 where the provider did not act or
 *     charges nothing, null where nobody knows the price
 * @param wasted true where its answer did not reach the caller: a move, or a lost race
 */
public record Row(
    String callId,
    int attempt,
    DeploymentId deployment,
    CallerId caller,
    Usage usage,
    @Nullable Long picodollars,
    String priceVersion,
    boolean wasted) {

  /** How far a row's money can be relied upon; totals are kept apart by it. */
  public enum Kind {
    /** The provider counted the tokens and the price is known: this must match its bill. */
    REPORTED,
    /** The gateway counted, because the attempt ended before the provider said. */
    ESTIMATED,
    /** Whoever counted, nobody knows the price: tokens without money. */
    UNPRICED
  }

  public Row {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt: " + attempt + " (expected: >= 1)");
    }
    if (picodollars != null && picodollars < 0) {
      throw new IllegalArgumentException("picodollars: " + picodollars + " (expected: >= 0)");
    }
  }

  public Kind kind() {
    if (picodollars == null) {
      return Kind.UNPRICED;
    }
    return usage.reported() ? Kind.REPORTED : Kind.ESTIMATED;
  }
}
