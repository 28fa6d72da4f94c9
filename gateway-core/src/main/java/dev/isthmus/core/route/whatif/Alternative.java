package dev.isthmus.core.route.whatif;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policy in question for one route: what it pays, and how the deployments stand.
 *
 * @param strictPriority whether lower priority numbers go first whatever they cost
 * @param scope where calls may go
 * @param options the deployments that may serve, by name
 */
public record Alternative(
    Objective objective, boolean strictPriority, Scope scope, Map<String, Option> options) {

  /**
   * One deployment.
   *
   * @param prices null where no price is known
   * @param tokensPerMinute what the provider grants, −1 where not known
   */
  public record Option(
      Deployment.Place place,
      Deployment.Tier tier,
      int priority,
      @Nullable Prices prices,
      long tokensPerMinute) {}

  public Alternative {
    options = Map.copyOf(options);
  }

  /** A route as it is, with the weights of {@code objective}. */
  public static Alternative of(Route route, Objective objective) {
    Map<String, Option> options = new LinkedHashMap<>();
    for (Deployment deployment : route.candidates()) {
      options.put(deployment.name(), option(deployment));
    }
    return new Alternative(objective, route.rules().strictPriority(), route.scope(), options);
  }

  private static Option option(Deployment deployment) {
    return new Option(
        deployment.place(),
        deployment.traits().tier(),
        deployment.priority(),
        deployment.prices(),
        deployment.live().capacity().tokensPerMinute());
  }

  /** Whether calls may go to {@code option}. */
  boolean allows(Option option) {
    Deployment.Place place = option.place();
    return scope.allows(place.region(), place.dataZone(), place.provider());
  }

  /** The names of options that nothing of {@code candidates} is. */
  List<String> besides(List<String> candidates) {
    return options.keySet().stream().filter(name -> !candidates.contains(name)).sorted().toList();
  }
}
