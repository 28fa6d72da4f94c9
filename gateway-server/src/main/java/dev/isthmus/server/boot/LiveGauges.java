package dev.isthmus.server.boot;

import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.RouteTable;
import java.util.function.Supplier;

/** Shows what is measured about each deployment now. Threads: any. */
record LiveGauges(Supplier<RouteTable> routes, Ticker ticker) implements Metrics.GaugeSource {

  @Override
  public void read(Metrics.GaugeSink sink) {
    long now = ticker.nanoTime();
    for (Deployment deployment : routes.get().deployments()) {
      read(deployment.name(), deployment.live(), now, sink);
    }
  }

  private static void read(String name, Live live, long now, Metrics.GaugeSink sink) {
    sink.value(
        "isthmus_breaker_state",
        "0 closed, 1 half open, 2 open",
        name,
        switch (live.breaker().state()) {
          case CLOSED -> 0;
          case HALF_OPEN -> 1;
          case OPEN -> 2;
        });
    sink.value("isthmus_in_flight", "Attempts under way", name, live.signals().inFlight());
    sink.value(
        "isthmus_expected_first_content_seconds",
        "What routing expects of a short prompt",
        name,
        live.signals().firstContentSeconds(now, 0));
    sink.value(
        "isthmus_expected_tokens_per_second",
        "What routing expects of an answer",
        name,
        live.signals().tokensPerSecond(now));
    sink.value(
        "isthmus_failure_probability",
        "What routing expects of an attempt",
        name,
        live.signals().failureProbability(now));
    sink.value(
        "isthmus_headroom_ratio",
        "Free part of the tightest limit",
        name,
        live.capacity().headroom(0, now));
    sink.value(
        "isthmus_utilisation_ratio",
        "Used part of provisioned capacity",
        name,
        live.capacity().utilisation(now));
  }
}
