package dev.isthmus.server.boot;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.CallerLimits;
import dev.isthmus.core.govern.Credential;
import dev.isthmus.core.govern.KeyHash;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.ParentBreaker;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Hedge;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.Metering;
import dev.isthmus.core.signal.SignalPriors;
import dev.isthmus.server.config.CallerConfig;
import dev.isthmus.server.config.DeadlinesConfig;
import dev.isthmus.server.config.DeploymentConfig;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.HedgeConfig;
import dev.isthmus.server.config.ModelConfig;
import dev.isthmus.server.config.ObjectiveConfig;
import dev.isthmus.server.config.PriceConfig;
import dev.isthmus.server.config.ProviderConfig;
import dev.isthmus.server.config.RouteConfig;
import dev.isthmus.server.config.ScopeConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine's objects out of a checked configuration, around what is remembered by name.
 * Nothing that is in force is changed by it. Threads: one at a time.
 */
final class Assembly {
  private static final double NANOS = 1e9;

  private final GatewayConfig config;
  private final Memory memory;
  private final SignIns.Change signIns;
  private final Map<String, List<Breaker>> siblings = new HashMap<>();
  private final IdentityHashMap<Capacity, CapacityConfig> capacities = new IdentityHashMap<>();

  Assembly(GatewayConfig config, Memory memory, SignIns.Change signIns) {
    this.config = config;
    this.memory = memory;
    this.signIns = signIns;
  }

  /** Where calls may go. */
  RouteTable routes() {
    List<Deployment> deployments = deployments();
    List<Route> routes =
        config.models().stream()
            .map(model -> route(config.route(model.name()), deployments))
            .toList();
    return new RouteTable(routes, deployments, config.version());
  }

  /** Who may call. */
  List<Credential> callers() {
    return config.callers().stream()
        .map(one -> new Credential(KeyHash.ofHex(one.keySha256()), caller(one)))
        .toList();
  }

  /** Lets what is remembered of capacity go by the limits of this configuration from now on. */
  void configureCapacity() {
    capacities.forEach(Capacity::configure);
  }

  private List<Deployment> deployments() {
    Map<DeploymentConfig, Seed> seeds = new LinkedHashMap<>();
    for (ModelConfig model : config.models()) {
      for (DeploymentConfig deployment : model.deployments()) {
        seeds.put(deployment, seed(model, deployment));
      }
    }
    List<Deployment> deployments = new ArrayList<>();
    seeds.forEach((deployment, seed) -> deployments.add(deployment(deployment, seed)));
    return deployments;
  }

  /** What a deployment has before its siblings are known. */
  private record Seed(String model, ProviderConfig provider, Measured measured) {}

  private Seed seed(ModelConfig model, DeploymentConfig deployment) {
    ProviderConfig provider = config.provider(deployment.provider());
    CapacityConfig capacity = capacity(deployment);
    SignalPriors priors =
        SignalPriors.of(
            deployment.expect().firstToken().toNanos() / NANOS,
            deployment.expect().tokensPerSecond());
    Measured measured = memory.deployment(deployment.name(), priors, capacity);
    capacities.put(measured.capacity(), capacity);
    siblings.computeIfAbsent(fate(provider), key -> new ArrayList<>()).add(measured.breaker());
    return new Seed(model.name(), provider, measured);
  }

  private static String fate(ProviderConfig provider) {
    return provider.name() + "\n" + Objects.toString(provider.place().region(), "");
  }

  static Deployment.Place place(ProviderConfig provider) {
    String operator = provider.kind().operator();
    return new Deployment.Place(
        provider.name(),
        operator == null ? provider.name() : operator,
        provider.place().region(),
        provider.place().dataZone());
  }

  private Deployment deployment(DeploymentConfig deployment, Seed seed) {
    ProviderConfig provider = seed.provider();
    DeploymentConfig.Abilities abilities = deployment.abilities();
    return new Deployment(
        seed.measured().id(),
        seed.model(),
        place(provider),
        new Deployment.Traits(
            Capability.bits(abilities.capabilities()),
            orAbsent(abilities.contextWindow()),
            orAbsent(abilities.maxOutput()),
            tier(deployment),
            abilities.thinking(),
            abilities.usageInStream()),
        deployment.standing().priority(),
        prices(deployment.price()),
        provider(provider, deployment),
        live(seed));
  }

  private Live live(Seed seed) {
    Measured measured = seed.measured();
    return new Live(
        measured.signals(),
        measured.capacity(),
        measured.breaker(),
        new ParentBreaker(siblings.getOrDefault(fate(seed.provider()), List.of())),
        measured.slowStart());
  }

  private CapacityConfig capacity(DeploymentConfig deployment) {
    DeploymentConfig.QuotaConfig limits = deployment.limits();
    return new CapacityConfig(
        orAbsent(limits.tokensPerMinute()),
        orAbsent(limits.requestsPerMinute()),
        limits.concurrent() == null ? -1 : limits.concurrent(),
        tier(deployment) == Deployment.Tier.PROVISIONED ? Metering.CONTINUOUS : Metering.PER_MINUTE,
        config.limits().replicas());
  }

  static Deployment.Tier tier(DeploymentConfig deployment) {
    return Deployment.Tier.valueOf(deployment.standing().tier().name());
  }

  private Provider provider(ProviderConfig provider, DeploymentConfig deployment) {
    Site site =
        new Site(
            deployment.model(),
            provider.endpoint(),
            provider.place().region(),
            provider.settings(),
            signIns.of(provider),
            provider.allowPrivate(),
            deployment.abilities().usageInStream(),
            deployment.abilities().capabilities().contains(Capability.STORED_RESPONSE),
            InstantSource.system());
    return provider.kind().at(site).forwarding(provider.forward());
  }

  static @Nullable Prices prices(@Nullable PriceConfig price) {
    if (price == null) {
      return null;
    }
    Prices usual =
        kept(
            Prices.ofDollarsPerMillion(
                price.input(), price.cachedInput(), price.cacheWrite(), price.output()),
            price.hourCacheWrite());
    PriceConfig.LongContext other = price.longContext();
    Prices all =
        other == null
            ? usual
            : usual.withLongContext(
                other.above(),
                kept(
                    Prices.ofDollarsPerMillion(
                        other.input(), other.cachedInput(), other.cacheWrite(), other.output()),
                    other.hourCacheWrite()));
    return all.withDollarsPerCall(price.call())
        .readFrom(price.origin().source(), price.origin().date());
  }

  private static Prices kept(Prices prices, @Nullable Double hourCacheWrite) {
    return hourCacheWrite == null
        ? prices
        : prices.withDollarsPerMillionKeptForAnHour(hourCacheWrite);
  }

  private Route route(RouteConfig route, List<Deployment> all) {
    List<Deployment> candidates =
        new ArrayList<>(all.stream().filter(one -> one.model().equals(route.model())).toList());
    for (String substitute : route.substitutes()) {
      all.stream().filter(one -> one.model().equals(substitute)).forEach(candidates::add);
    }
    return new Route(
        route.model(),
        candidates,
        scope(route.only()),
        objective(route.objective()),
        deadlines(route.deadlines()),
        rules(route),
        memory.outputs(route.model()));
  }

  private Route.Rules rules(RouteConfig route) {
    RouteConfig.Habits habits = route.habits();
    ObjectiveConfig shadow = habits.shadow();
    return new Route.Rules(
        habits.strictPriority(),
        habits.retryUnanswered(),
        habits.untranslatable() == RouteConfig.Untranslatable.REFUSE,
        hedge(route),
        shadow == null ? null : objective(shadow));
  }

  private @Nullable Hedge hedge(RouteConfig route) {
    HedgeConfig hedge = route.habits().hedge();
    return hedge == null
        ? null
        : new Hedge(
            hedge.quantile(),
            hedge.least(),
            hedge.calls(),
            hedge.spend(),
            memory.hedges(route.model()));
  }

  static Objective objective(ObjectiveConfig objective) {
    return new Objective(
        objective.name(),
        objective.cost(),
        objective.firstTokenSecond(),
        objective.totalSecond(),
        objective.failure());
  }

  private static Deadlines deadlines(DeadlinesConfig deadlines) {
    return new Deadlines(
        deadlines.connect(),
        deadlines.firstContent(),
        deadlines.idle(),
        deadlines.total(),
        Deadlines.DEFAULT.commitAfter(),
        deadlines.rest());
  }

  private Caller caller(CallerConfig caller) {
    return new Caller(
        memory.caller(caller.name()),
        caller.models(),
        scope(caller.only()),
        new CallerLimits(
            orAbsent(caller.limits().requestsPerMinute()),
            orAbsent(caller.limits().tokensPerMinute()),
            caller.limits().concurrent() == null ? -1 : caller.limits().concurrent()),
        Caller.Expose.valueOf(caller.expose().name()),
        CallClass.valueOf(caller.callClass().name()));
  }

  static Scope scope(ScopeConfig only) {
    return new Scope(only.regions(), only.dataZones(), only.providers());
  }

  private static long orAbsent(@Nullable Long value) {
    return value == null ? -1 : value;
  }
}
