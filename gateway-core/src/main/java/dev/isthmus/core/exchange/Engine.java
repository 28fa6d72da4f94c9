package dev.isthmus.core.exchange;

import dev.isthmus.core.account.Ledger;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.observe.Events;
import dev.isthmus.core.resilience.RetryBudget;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all event loops share: the configuration in force, the budgets, the books.
 *
 * @param snapshots gives the snapshot in force; a call keeps the one it began with
 */
public record Engine(
    Supplier<Snapshot> snapshots,
    Ledger ledger,
    RetryBudget retryBudget,
    Limits limits,
    Translators translators,
    Events events) {

  /**
   * The bounds of what callers may ask the gateway to hold.
   *
   * @param maxBodyBytes of one request
   * @param waiting of all calls together
   */
  public record Limits(long maxBodyBytes, WaitingRoom waiting) {}

  /** Finds a translation between two dialects. */
  @FunctionalInterface
  public interface Translators {
    /**
     * Null where there is none.
     *
     * @param operation as the caller asks for it
     * @param provider a dialect's name
     */
    @Nullable Translator between(Dialect caller, Operation operation, String provider);
  }
}
