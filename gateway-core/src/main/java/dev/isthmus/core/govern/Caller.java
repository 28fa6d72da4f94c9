package dev.isthmus.core.govern;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Scope;
import java.util.Set;

/**
 * Somebody who may call, and what they may do.
 *
 * @param id in logs, metrics and the ledger
 * @param models that may be asked for by name; an empty set means all
 * @param scope where this caller's data may go
 */
public record Caller(
    CallerId id,
    Set<String> models,
    Scope scope,
    CallerLimits limits,
    Expose expose,
    CallClass callClass)
    implements Identified {

  /** How much of the gateway's work its answers show. */
  public enum Expose {
    /** The decision's id and what it chose. */
    FULL,
    /** The decision's id. */
    ID,
    /** Nothing. */
    NONE
  }

  public Caller {
    models = Set.copyOf(models);
  }

  public String name() {
    return id.name();
  }

  /** Whether the caller may ask for {@code model}, whether or not there is such a model. */
  public boolean maySee(String model) {
    return models.isEmpty() || models.contains(model);
  }

  @Override
  public String toString() {
    return id.name();
  }
}
