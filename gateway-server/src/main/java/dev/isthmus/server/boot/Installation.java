package dev.isthmus.server.boot;

import dev.isthmus.core.account.Ledger;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.exchange.Snapshot;
import dev.isthmus.core.govern.Callers;
import dev.isthmus.core.govern.Credential;
import dev.isthmus.core.govern.Room;
import dev.isthmus.core.observe.Events;
import dev.isthmus.core.observe.Meters;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.credential.CredentialKeeper;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is in force: a configuration, and what was made of it around what is remembered by name. One
 * replaces the other whole, or not at all.
 *
 * <p>Threads: changes one at a time, never on an event loop; {@link #snapshot} and {@link #config}
 * any.
 */
final class Installation {
  private final Memory memory;
  private final SignIns signIns;
  private final Ledger ledger;
  private final Meters meters;
  private final Time time;
  private volatile Installed installed;

  /** What a gateway is given from outside. */
  record Time(Ticker ticker, SecureRandom random, Events events, CredentialKeeper keeper) {}

  private record Installed(GatewayConfig config, Snapshot snapshot) {}

  /**
   * The first configuration.
   *
   * @param room for the calls of all callers, whatever is reloaded
   * @throws IllegalArgumentException where nothing can be made of it
   */
  Installation(GatewayConfig config, Meters meters, Room room, Time time) {
    this.time = time;
    this.memory = new Memory(time.ticker(), time.random(), time.events());
    this.signIns = new SignIns(time.keeper());
    this.ledger = new Ledger(0, 0, List.of());
    this.meters = meters;
    this.installed =
        made(config, new Callers(List.of(), time.random(), room, time.ticker().nanoTime()));
    time.keeper().tell(this::renewed);
  }

  /** Whoever refused the credential that {@code provider} had is asked again at once. */
  private void renewed(String provider) {
    long now = time.ticker().nanoTime();
    installed.snapshot().routes().deployments().stream()
        .filter(one -> one.place().provider().equals(provider))
        .forEach(one -> one.live().breaker().reconfigured(now));
  }

  Snapshot snapshot() {
    return installed.snapshot();
  }

  GatewayConfig config() {
    return installed.config();
  }

  Ledger ledger() {
    return ledger;
  }

  /**
   * Puts {@code config} in force.
   *
   * @throws IllegalArgumentException where nothing can be made of it; then nothing has changed
   */
  void install(GatewayConfig config) {
    installed = made(config, installed.snapshot().callers());
    forget();
    long now = time.ticker().nanoTime();
    installed
        .snapshot()
        .routes()
        .deployments()
        .forEach(one -> one.live().breaker().reconfigured(now));
  }

  /** Puts other routes in force, until the next configuration. */
  void install(RouteTable routes) {
    Installed now = installed;
    installed = new Installed(now.config(), new Snapshot(routes, now.snapshot().callers()));
  }

  /** All that may throw comes before all that changes anything. */
  private Installed made(GatewayConfig config, Callers before) {
    SignIns.Change change = signIns.change();
    try {
      Assembly assembly = new Assembly(config, memory, change);
      RouteTable routes = assembly.routes();
      List<Credential> credentials = assembly.callers();
      Callers callers = before.next(credentials, time.random(), time.ticker().nanoTime());
      ledger.grow(memory.deploymentPlaces(), memory.callerPlaces());
      assembly.configureCapacity();
      change.commit();
      return new Installed(config, new Snapshot(routes, callers));
    } catch (RuntimeException e) {
      change.abandon();
      throw e;
    }
  }

  private void forget() {
    RouteTable routes = installed.snapshot().routes();
    memory
        .keepDeployments(names(routes.deployments().stream().map(Deployment::name).toList()))
        .forEach(meters::forgetDeployment);
    memory
        .keepRoutes(names(routes.routes().stream().map(Route::name).toList()))
        .forEach(meters::forgetRoute);
    memory.keepCallers(
        installed.config().callers().stream().map(one -> one.name()).collect(Collectors.toSet()));
  }

  private static Set<String> names(List<String> names) {
    return Set.copyOf(names);
  }
}
