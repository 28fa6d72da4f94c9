package dev.isthmus.core.observe;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;

/**
 * Writes one JSON line per finished call: who asked for which model, where it went, what it cost,
 * how it ended. Never a prompt, an answer or a key.
 */
public final class AccessLog implements CallLog {
  private static final LowerNames<Operation> OPERATIONS = new LowerNames<>(Operation.class);

  private final LineRing lines;

  public AccessLog(LineRing lines) {
    this.lines = lines;
  }

  @Override
  public void finished(CallRecord call) {
    long at = lines.claim();
    if (at >= 0) {
      write(call, lines.line(at));
      lines.publish(at);
    }
  }

  private static void write(CallRecord call, JsonLine line) {
    Decision decision = call.decision();
    CallSummary summary = decision.summary();
    line.start()
        .instant("at", summary.atMillis)
        .add("request", summary.requestId())
        .decision("decision", summary.id)
        .add("caller", summary.caller)
        .add("operation", OPERATIONS.of(call.operation()))
        .add("stream", call.stream())
        .add("model", model(summary))
        .add("status", call.status())
        .add("outcome", outcome(call.outcome()))
        .add("attempts", call.attempts());
    times(line, call.timeline());
    AttemptRow deciding = decision.deciding();
    if (deciding != null) {
      line.add("deployment", deciding.deployment());
      used(line, call.usage(), deciding.picodollars);
    }
    unusual(line, decision);
    line.end();
  }

  /** What most calls have not: a race, and silence that was remarkable. */
  private static void unusual(JsonLine line, Decision decision) {
    long stalls = 0;
    for (int i = 0; i < decision.attemptCount(); i++) {
      AttemptRow row = decision.attempt(i);
      stalls += row.stalls + (row.silent ? 1 : 0);
      if (row.hedge) {
        line.add("hedge", Race.ended(row));
      }
      if (row.lost && row.picodollars >= 0) {
        line.add("wasted_picodollars", row.picodollars);
      }
    }
    if (stalls > 0) {
      line.add("stalls", stalls);
    }
  }

  /** Only names that a route knows: anything else is the caller's own text. */
  private static String model(CallSummary summary) {
    CallFacts facts = summary.facts();
    return facts == null || summary.route.isEmpty() ? "" : summary.route;
  }

  private static void times(JsonLine line, Timeline timeline) {
    line.millis("overhead_ms", timeline.overheadNanos())
        .millis("first_content_ms", timeline.firstContentAfterNanos())
        .millis("total_ms", timeline.totalNanos());
  }

  private static void used(JsonLine line, Usage usage, long picodollars) {
    line.add("input_tokens", usage.input())
        .add("cached_tokens", usage.cachedInput())
        .add("cache_write_tokens", usage.cacheWrite())
        .add("cache_write_1h_tokens", usage.hourCacheWrite())
        .add("output_tokens", usage.output())
        .add("usage_reported", usage.reported());
    if (picodollars >= 0) {
      line.add("picodollars", picodollars);
    }
  }

  private static String outcome(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return Meters.lower(failed.failure().kind());
    }
    return outcome instanceof Outcome.Cancelled ? "cancelled" : "completed";
  }
}
