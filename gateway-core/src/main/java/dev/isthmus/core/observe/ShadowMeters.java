package dev.isthmus.core.observe;

import dev.isthmus.core.call.Decision;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what a policy that only watches would have done, by route. Units: dollars, each in the
 * currency of the policy that is named. Threads: any.
 */
final class ShadowMeters {
  private static final String SAME = "same";
  private static final String TIE = "tie";
  private static final String OTHER = "other";
  private static final List<String> VERDICTS = List.of(SAME, TIE, OTHER);

  private final Counter decisions;
  private final Counter regret;
  private final Counter extra;
  private final Map<String, Children> byRoute = new ConcurrentHashMap<>();

  private record Children(
      Counter.Child same,
      Counter.Child tie,
      Counter.Child other,
      Counter.Child regret,
      Counter.Child extra) {}

  ShadowMeters(CollectorRegistry registry) {
    decisions =
        Counter.build(
                "isthmus_shadow_decisions_total",
                "Decisions that a shadow policy watched: its first choice was the same, it could"
                    + " have drawn the same, or it would never have chosen it")
            .labelNames("route", "verdict")
            .register(registry);
    regret =
        Counter.build(
                "isthmus_shadow_regret_dollars_total",
                "What the choices were dearer than the shadow policy's best, by its own prices")
            .labelNames("route")
            .register(registry);
    extra =
        Counter.build(
                "isthmus_shadow_extra_dollars_total",
                "What the shadow policy's best would have been dearer, by the prices in force")
            .labelNames("route")
            .register(registry);
  }

  void finished(Decision decision) {
    Decision.Shadow shadow = decision.summary().shadow;
    if (shadow.best < 0) {
      return;
    }
    Children children = children(decision.summary().route);
    if (shadow.best == decision.summary().chosen) {
      children.same().inc();
    } else if (shadow.propensity > 0) {
      children.tie().inc();
    } else {
      children.other().inc();
    }
    children.regret().inc(Math.max(0, shadow.regretDollars));
    children.extra().inc(Math.max(0, shadow.extraDollars));
  }

  void forgetRoute(String name) {
    byRoute.remove(name);
    VERDICTS.forEach(verdict -> decisions.remove(name, verdict));
    regret.remove(name);
    extra.remove(name);
  }

  private Children children(String route) {
    Children known = byRoute.get(route);
    return known == null
        ? byRoute.computeIfAbsent(
            route,
            name ->
                new Children(
                    decisions.labels(name, SAME),
                    decisions.labels(name, TIE),
                    decisions.labels(name, OTHER),
                    regret.labels(name),
                    extra.labels(name)))
        : known;
  }
}
