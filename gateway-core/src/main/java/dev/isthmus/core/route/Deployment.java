package dev.isthmus.core.route;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * A model at a provider in a region: what configuration says of it, and where it is measured.
 *
 * @param model the model whose weights it serves; deployments of one model are interchangeable
 * @param priority lower numbers go first among equals, or always where the route is strict
 * @param prices null where no price is known: such calls are rows without a price, never free
 */
public record Deployment(
    DeploymentId id,
    String model,
    Place place,
    Traits traits,
    int priority,
    @Nullable Prices prices,
    Provider provider,
    Live live) {

  /**
   * Where calls are processed, in the configuration's own names; null where it gives none.
   *
   * @param operator who runs it, in all regions
   */
  public record Place(
      String provider, String operator, @Nullable String region, @Nullable String dataZone) {

    /** A provider that shares its fate with no other. */
    public Place(String provider, @Nullable String region, @Nullable String dataZone) {
      this(provider, provider, region, dataZone);
    }
  }

  /**
   * What the deployment can do. Units: windows in tokens, −1 where not known.
   *
   * @param capabilities a set of {@link dev.isthmus.core.call.Capability} bits
   * @param thinking whether long silence before the first content is normal
   * @param usageInStream whether it understands a request for usage at the end of a stream
   */
  public record Traits(
      long capabilities,
      long contextWindow,
      long maxOutput,
      Tier tier,
      boolean thinking,
      boolean usageInStream) {}

  /** How capacity is bought. */
  public enum Tier {
    /** Paid by the hour: a call costs nothing more until it is full. */
    PROVISIONED,
    /** Paid by the token. */
    ON_DEMAND
  }

  public String name() {
    return id.name();
  }

  /** Whether it stores the responses that callers do not ask it not to. */
  public boolean storesResponses() {
    return (traits.capabilities() & Capability.STORED_RESPONSE.bit()) != 0;
  }

  /**
   * Whether such a call goes there in its own dialect, {@code dialect}, and needs no translation.
   * One that holds values of the gateway's own is translated, if only to its own dialect.
   */
  @HotPath
  public boolean takesAsItCame(CallFacts facts, String dialect) {
    return !facts.foreignHistory()
        && provider.codec().dialect().equals(dialect)
        && provider.endpoint().serves(facts.operation())
        && (facts.requires() & ~traits.capabilities()) == 0;
  }

  /** Whether calls of {@code operation} can go there in their own dialect. */
  public boolean serves(Operation operation, String dialect) {
    return provider.codec().dialect().equals(dialect) && provider.endpoint().serves(operation);
  }

  /**
   * Whether such a call can be made here: as it came where {@code dialect} is spoken, else
   * translated.
   */
  @HotPath
  public boolean carries(CallFacts facts, String dialect) {
    if (takesAsItCame(facts, dialect)) {
      return true;
    }
    if (facts.stored().isNeeded()) {
      return false;
    }
    Operation operation = facts.operation();
    Operation translated = operation.translated();
    long needed =
        (facts.requires() & ~Capability.of(operation).bit()) | Capability.of(translated).bit();
    return operation.isTranslatable()
        && provider.endpoint().serves(translated)
        && (needed & ~traits.capabilities()) == 0;
  }

  /**
   * Why even the smallest call would not go there now, by the rules that look at nothing but the
   * deployment, in the order in which they are asked; null where it would.
   */
  public @Nullable Exclusion outNow(long nowNanos) {
    Exclusion capacity = live.capacity().check(1, nowNanos);
    if (capacity == Exclusion.DRAINED) {
      return capacity;
    }
    if (!provider.authenticator().isReady()) {
      return Exclusion.CREDENTIAL;
    }
    if (!live.breaker().peek(nowNanos) || !live.parent().peek(nowNanos)) {
      return Exclusion.BREAKER;
    }
    if (!live.slowStart().admits(live.signals().inFlight())) {
      return Exclusion.SLOW_START;
    }
    boolean full = capacity == null && live.capacity().saturation(nowNanos) >= 1;
    return full ? Exclusion.SATURATED : capacity;
  }
}
