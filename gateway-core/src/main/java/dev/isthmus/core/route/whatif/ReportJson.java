package dev.isthmus.core.route.whatif;

import java.time.Instant;

/** A report for programs. Units: dollars, seconds, parts of one. Threads: any; no state. */
public final class ReportJson {
  private ReportJson() {}

  public static String of(Report report) {
    JsonText json = new JsonText();
    json.open("", '{');
    json.add("title", report.title());
    json.add("decisions", (double) report.decisions());
    json.add("calls", report.calls());
    if (report.decisions() > 0) {
      json.add("from", Instant.ofEpochMilli(report.fromMillis()).toString());
      json.add("to", Instant.ofEpochMilli(report.toMillis()).toString());
    }
    json.add("notes", report.notes());
    json.open("routes", '[');
    for (Report.RouteReport route : report.routes()) {
      route(json, route);
    }
    json.close(']');
    json.close('}');
    return json.text();
  }

  private static void route(JsonText json, Report.RouteReport route) {
    json.open("", '{');
    json.add("route", route.route());
    json.add("decisions", (double) route.decisions());
    json.add("calls", route.calls());
    json.add("before", route.before());
    json.add("after", route.after());
    json.add("notes", route.notes());
    exact(json, route.exact());
    weighted(json, route.weighted());
    json.open("simulation", '{');
    json.add("needed", !route.simulation().isEmpty());
    json.add("because", route.simulation());
    json.close('}');
    json.close('}');
  }

  private static void exact(JsonText json, Report.Exact exact) {
    json.open("exact", '{');
    json.add("method", "exact re-score");
    json.add("moved", exact.moved());
    json.add("flipped", exact.flipped());
    json.add("reproduced", exact.reproduced());
    json.add("unserved", exact.unserved());
    json.add("forced", exact.forced());
    json.open("shares", '[');
    for (Report.Share share : exact.shares()) {
      json.open("", '{');
      json.add("deployment", share.deployment());
      json.add("sent", share.sent());
      json.add("before", share.before());
      json.add("after", share.after());
      json.add("peak_tokens_per_minute_before", share.peakBefore());
      json.add("peak_tokens_per_minute_after", share.peakAfter());
      if (share.tokensPerMinute() >= 0) {
        json.add("tokens_per_minute", (double) share.tokensPerMinute());
      }
      json.close('}');
    }
    json.close(']');
    pair(json, "dollars_per_call", exact.dollarsPerCall());
    pair(json, "first_token_mean_seconds", exact.firstContentSeconds());
    pair(json, "first_token_p50_seconds", exact.firstContentP50());
    pair(json, "first_token_p99_seconds", exact.firstContentP99());
    pair(json, "failure_probability", exact.failureProbability());
    json.close('}');
  }

  private static void pair(JsonText json, String name, Report.Pair pair) {
    json.open(name, '{');
    json.add("before", pair.before());
    json.add("after", pair.after());
    json.close('}');
  }

  private static void weighted(JsonText json, Report.Weighted weighted) {
    json.open("weighted", '{');
    json.add("method", "self-normalised inverse propensities, 95 % bootstrap interval");
    json.add("calls", (double) weighted.calls());
    json.add("effective_calls", weighted.effective());
    json.add("outside_support", weighted.outside());
    estimate(json, "dollars_per_call", weighted.dollarsPerCall());
    estimate(json, "first_token_p50_seconds", weighted.firstContentP50());
    estimate(json, "first_token_p99_seconds", weighted.firstContentP99());
    estimate(json, "errors_per_call", weighted.errors());
    estimate(json, "rate_limited_per_call", weighted.rateLimited());
    json.close('}');
  }

  private static void estimate(JsonText json, String name, Estimate estimate) {
    json.open(name, '{');
    json.add("before", estimate.before());
    json.add("after", estimate.after());
    json.add("low", estimate.low());
    json.add("high", estimate.high());
    json.close('}');
  }
}
