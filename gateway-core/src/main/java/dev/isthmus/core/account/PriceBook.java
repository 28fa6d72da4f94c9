package dev.isthmus.core.account;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prices of all deployments at one moment. A call pins the book that it began with, so that a
 * change of prices in mid-stream changes no running bill.
 *
 * <p>Shape: by {@link dev.isthmus.core.call.DeploymentId#index()}; null = nobody knows the price,
 * so the row is unpriced and never zero. Threads: any; immutable.
 */
public final class PriceBook {
  private final List<@Nullable Prices> byDeployment;
  private final String version;

  public PriceBook(List<@Nullable Prices> byDeployment, String version) {
    this.byDeployment = Collections.unmodifiableList(new ArrayList<>(byDeployment));
    this.version = version;
  }

  @HotPath
  public @Nullable Prices prices(int deployment) {
    return deployment < byDeployment.size() ? byDeployment.get(deployment) : null;
  }

  /** What {@code usage} costs at {@code deployment}, in picodollars; null = unpriced. */
  public @Nullable Long picodollars(int deployment, Usage usage) {
    Prices prices = prices(deployment);
    return prices == null ? null : prices.picodollars(usage);
  }

  /** Stamped into each row, so that a bill can be computed again. */
  public String version() {
    return version;
  }
}
