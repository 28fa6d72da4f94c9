package dev.isthmus.server.boot;

import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.EngineLoad;
import java.util.function.Supplier;

/** Shows what is measured about each deployment now. Threads: any. */
record LiveGauges(Supplier<RouteTable> routes, Ticker ticker) implements Metrics.GaugeSource {
  private static final double NANOS = 1e9;

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
    engine(name, live.capacity(), now, sink);
  }

  /**
   * What a deployment's engine says of itself, where it is asked; old words are no values, and what
   * it has no word for is none either: a sum over engines would be none with it.
   */
  private static void engine(String name, Capacity capacity, long now, Metrics.GaugeSink sink) {
    EngineLoad engine = capacity.engine();
    if (engine.equals(EngineLoad.NONE)) {
      return;
    }
    sink.value(
        "isthmus_engine_report_age_seconds",
        "Since its engine last said how busy it is",
        name,
        engine.ageNanos(now) / NANOS);
    if (engine.isFresh(now)) {
      String waiting = "Calls of everybody that wait at its engine";
      known(sink, "isthmus_engine_waiting_calls", waiting, name, engine.report().waiting());
      String running = "Calls of everybody that its engine works on";
      known(sink, "isthmus_engine_running_calls", running, name, engine.report().running());
      String kv = "Part of its engine's key-value cache in use";
      known(sink, "isthmus_engine_kv_use_ratio", kv, name, engine.report().kvUse());
      String full = "How full its engine is; from 1 on it is left out";
      sink.value("isthmus_engine_saturation_ratio", full, name, capacity.saturation(now));
    }
  }

  private static void known(
      Metrics.GaugeSink sink, String name, String help, String deployment, double value) {
    if (!Double.isNaN(value)) {
      sink.value(name, help, deployment, value);
    }
  }
}
