package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.bedrock.BedrockProvider;
import dev.isthmus.core.provider.openai.OpenAiProvider;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.ParentBreaker;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.DeploymentSignals;
import dev.isthmus.core.signal.SignalPriors;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.fleet.Terms;
import dev.isthmus.load.simulation.workload.Workload;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The production objects that measure and guard simulated deployments, wired as the server wires
 * them. What was measured stays when the configuration changes. Threads: one.
 */
final class Rooms {
  private static final Site SITE =
      new Site(
          "simulated",
          URI.create("https://simulated.example"),
          "us-east-1",
          Map.of(),
          Site.Credential.ofKey(() -> "none"),
          false,
          true,
          InstantSource.fixed(Instant.EPOCH));

  private static final Provider PROVIDER = new OpenAiProvider().at(SITE);

  /** Holds the model's longest answer against its limits, where a call names none. */
  private static final Provider BEDROCK = new BedrockProvider().at(SITE);

  /** What callers speak, and all deployments. */
  static final String DIALECT = PROVIDER.codec().dialect();

  private final Fleet fleet;
  private final RandomGenerator random;
  private final Map<String, Measured> measured = new LinkedHashMap<>();

  private record Measured(
      DeploymentSignals signals, Capacity capacity, Breaker breaker, SlowStart slowStart) {
    Live with(ParentBreaker parent) {
      return new Live(signals, capacity, breaker, parent, slowStart);
    }
  }

  Rooms(Fleet fleet, RandomGenerator random) {
    this.fleet = fleet;
    this.random = random;
  }

  /** One deployment for each candidate, in the order of the candidates. */
  List<Deployment> deployments() {
    Map<String, List<Breaker>> places = new LinkedHashMap<>();
    for (Backend backend : fleet.candidates()) {
      Measured one = measured.computeIfAbsent(backend.spec().name(), name -> measure(backend));
      places.computeIfAbsent(place(backend), place -> new ArrayList<>()).add(one.breaker());
    }
    Map<String, ParentBreaker> parents = new LinkedHashMap<>();
    places.forEach((place, breakers) -> parents.put(place, new ParentBreaker(breakers)));
    List<Deployment> deployments = new ArrayList<>();
    for (Backend backend : fleet.candidates()) {
      Measured one = Objects.requireNonNull(measured.get(backend.spec().name()));
      ParentBreaker parent = Objects.requireNonNull(parents.get(place(backend)));
      deployments.add(deployment(backend, one.with(parent)));
    }
    return deployments;
  }

  private static String place(Backend backend) {
    return backend.spec().provider() + "/" + backend.spec().region();
  }

  private Deployment deployment(Backend backend, Live live) {
    Spec spec = backend.spec();
    return new Deployment(
        new DeploymentId(spec.name(), backend.index()),
        Workload.MODEL,
        new Deployment.Place(spec.provider(), spec.region(), null),
        new Deployment.Traits(
            Capability.CHAT.bit(),
            -1,
            isBedrock(spec) ? Backend.LONGEST_OUTPUT : -1,
            spec.provisioned() ? Deployment.Tier.PROVISIONED : Deployment.Tier.ON_DEMAND,
            fleet.thinking(),
            true),
        0,
        backend.prices(),
        isBedrock(spec) ? BEDROCK : PROVIDER,
        live);
  }

  private static boolean isBedrock(Spec spec) {
    return spec.terms().kind() == Terms.Kind.BEDROCK;
  }

  private Measured measure(Backend backend) {
    Spec spec = backend.spec();
    DeploymentSignals signals = new DeploymentSignals(SignalPriors.UNKNOWN, fleet.time());
    SlowStart slowStart = new SlowStart();
    Breaker breaker =
        new Breaker(
            spec.name(),
            signals::baseFirstContentSeconds,
            random.nextLong(),
            fleet.time().nanoTime(),
            change -> heard(change, signals, slowStart));
    CapacityConfig limits =
        new CapacityConfig(
            spec.terms().perMinute(),
            spec.terms().requestsPerMinute(),
            spec.places(),
            spec.metering(),
            fleet.replicas());
    return new Measured(signals, new Capacity(limits, fleet.time(), random), breaker, slowStart);
  }

  private void heard(Breaker.Transition change, DeploymentSignals signals, SlowStart slowStart) {
    if (change.to() == Breaker.State.CLOSED) {
      signals.recovered(fleet.time().nanoTime());
      slowStart.restart();
    }
  }
}
