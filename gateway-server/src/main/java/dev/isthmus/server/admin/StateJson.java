package dev.isthmus.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.account.Ledger;
import dev.isthmus.core.account.Row;
import dev.isthmus.core.account.Totals;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.EngineLoad;
import java.util.Locale;

/** Routes, deployments and money as they are now, as JSON. Threads: any. */
public final class StateJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NANOS = 1e9;

  private final Ledger ledger;

  public StateJson(Ledger ledger) {
    this.ledger = ledger;
  }

  public String of(RouteTable table, long nowNanos) {
    ObjectNode root = JSON.createObjectNode();
    root.put("configuration", table.version());
    ObjectNode routes = root.putObject("routes");
    for (Route route : table.routes()) {
      route(routes.putObject(route.name()), route);
    }
    ObjectNode deployments = root.putObject("deployments");
    for (Deployment deployment : table.deployments()) {
      deployment(deployments.putObject(deployment.name()), deployment, nowNanos);
    }
    return root.toPrettyString();
  }

  private static void route(ObjectNode node, Route route) {
    Objective objective = route.objective();
    ObjectNode weights = node.putObject("objective");
    weights.put("name", objective.name());
    weights.put("cost", objective.cost());
    weights.put("first_token_second", objective.firstContentSecond());
    weights.put("total_second", objective.totalSecond());
    weights.put("failure", objective.failure());
    route.scope().regions().forEach(node.withObject("only").withArray("regions")::add);
    route.scope().dataZones().forEach(node.withObject("only").withArray("data_zones")::add);
    route.scope().providers().forEach(node.withObject("only").withArray("providers")::add);
    route.candidates().forEach(candidate -> node.withArray("candidates").add(candidate.name()));
    node.put("expected_output_tokens", route.outputs().mean(-1));
  }

  private void deployment(ObjectNode node, Deployment deployment, long nowNanos) {
    node.put("model", deployment.model());
    node.put("provider", deployment.place().provider());
    node.put("region", deployment.place().region());
    node.put("data_zone", deployment.place().dataZone());
    node.put("tier", deployment.traits().tier().name().toLowerCase(Locale.ROOT));
    node.put("priority", deployment.priority());
    node.put("priced", deployment.prices() != null);
    Live live = deployment.live();
    signals(node.putObject("signals"), live, nowNanos);
    breaker(node.putObject("breaker"), live, nowNanos);
    capacity(node.putObject("capacity"), live, nowNanos);
    engine(node, live.capacity(), nowNanos);
    Exclusion reason = deployment.outNow(nowNanos);
    node.put("drained", live.capacity().isDrained());
    node.put("excluded_by", reason == null ? null : reason.name());
    ObjectNode money = node.putObject("ledger");
    for (Row.Kind kind : Row.Kind.values()) {
      totals(
          money.putObject(kind.name().toLowerCase(Locale.ROOT)),
          ledger.ofDeployment(deployment.id().index(), kind));
    }
  }

  private static void signals(ObjectNode node, Live live, long now) {
    node.put("in_flight", live.signals().inFlight());
    node.put("waiting", live.signals().waiting());
    node.put("first_token_seconds", live.signals().firstContentSeconds(now, 0));
    node.put("usual_first_token_seconds", live.signals().baseFirstContentSeconds());
    node.put("usual_first_token_p95_seconds", live.signals().firstContentP95Seconds(now, 0));
    node.put("tokens_per_second", live.signals().tokensPerSecond(now));
    node.put("failure_probability", live.signals().failureProbability(now));
    node.put("break_probability", live.signals().breakProbability(now));
    node.put("cache_hit_ratio", live.signals().cacheHitRatio(now));
  }

  private static void breaker(ObjectNode node, Live live, long now) {
    node.put("state", live.breaker().state().name().toLowerCase(Locale.ROOT));
    node.put("misconfigured", live.breaker().isMisconfigured());
    if (live.breaker().state() != Breaker.State.CLOSED) {
      node.put("sick_for_seconds", (now - live.breaker().leftClosedNanos()) / NANOS);
    }
    double left = (live.breaker().openUntilNanos() - now) / NANOS;
    if (left > 0 && !live.breaker().peek(now)) {
      node.put("opens_in_seconds", left);
    }
    node.put("region_tripped", live.parent().isTripped(now));
    int allowance = live.slowStart().allowance();
    if (allowance != Integer.MAX_VALUE) {
      node.put("slow_start_allowance", allowance);
    }
  }

  private static void capacity(ObjectNode node, Live live, long now) {
    node.put("headroom", live.capacity().headroom(0, now));
    node.put("from_headers", live.capacity().headerConfirmed(now));
    node.put("utilisation", live.capacity().utilisation(now));
    double cool = (live.capacity().coolUntilNanos() - now) / NANOS;
    if (cool > 0) {
      node.put("cools_for_seconds", cool);
    }
    Exclusion closed = live.capacity().check(1, now);
    if (closed != null) {
      node.put("closed_by", closed.name());
    }
  }

  /** What its own engine says, where it is asked. */
  private static void engine(ObjectNode parent, Capacity capacity, long now) {
    EngineLoad engine = capacity.engine();
    if (engine.equals(EngineLoad.NONE)) {
      return;
    }
    ObjectNode node = parent.putObject("engine");
    said(node, "waiting", engine.report().waiting());
    said(node, "running", engine.report().running());
    said(node, "kv_use", engine.report().kvUse());
    node.put("saturation", capacity.saturation(now));
    node.put("calls_ahead", capacity.callsAhead(now));
    node.put("age_seconds", engine.ageNanos(now) / NANOS);
    node.put("counts", engine.isFresh(now));
  }

  private static void said(ObjectNode node, String name, double value) {
    if (!Double.isNaN(value)) {
      node.put(name, value);
    }
  }

  private static void totals(ObjectNode node, Totals totals) {
    node.put("attempts", totals.rows());
    node.put("input_tokens", totals.input());
    node.put("cached_input_tokens", totals.cachedInput());
    node.put("cache_write_tokens", totals.cacheWrite());
    node.put("cache_write_1h_tokens", totals.hourCacheWrite());
    node.put("output_tokens", totals.output());
    node.put("dollars", totals.asDollars());
    node.put("whole_dollars", totals.dollars());
    node.put("picodollars", totals.picodollars());
  }
}
