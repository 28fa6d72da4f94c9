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
 * how it ended. Never a prompt, an answer or a key. Threads: one event loop.
 */
public final class AccessLog implements CallLog {
  private static final LowerNames<Operation> OPERATIONS = new LowerNames<>(Operation.class);

  private static final FieldName AT = FieldName.of("at");
  private static final FieldName REQUEST = FieldName.of("request");
  private static final FieldName DECISION = FieldName.of("decision");
  private static final FieldName CALLER = FieldName.of("caller");
  private static final FieldName OPERATION = FieldName.of("operation");
  private static final FieldName STREAM = FieldName.of("stream");
  private static final FieldName MODEL = FieldName.of("model");
  private static final FieldName STATUS = FieldName.of("status");
  private static final FieldName OUTCOME = FieldName.of("outcome");
  private static final FieldName ATTEMPTS = FieldName.of("attempts");
  private static final FieldName DEPLOYMENT = FieldName.of("deployment");
  private static final FieldName HEDGE = FieldName.of("hedge");
  private static final FieldName WASTED_PICODOLLARS = FieldName.of("wasted_picodollars");
  private static final FieldName STALLS = FieldName.of("stalls");
  private static final FieldName OVERHEAD_MS = FieldName.of("overhead_ms");
  private static final FieldName FIRST_CONTENT_MS = FieldName.of("first_content_ms");
  private static final FieldName TOTAL_MS = FieldName.of("total_ms");
  private static final FieldName INPUT_TOKENS = FieldName.of("input_tokens");
  private static final FieldName CACHED_TOKENS = FieldName.of("cached_tokens");
  private static final FieldName CACHE_WRITE_TOKENS = FieldName.of("cache_write_tokens");
  private static final FieldName CACHE_WRITE_1H_TOKENS = FieldName.of("cache_write_1h_tokens");
  private static final FieldName OUTPUT_TOKENS = FieldName.of("output_tokens");
  private static final FieldName USAGE_REPORTED = FieldName.of("usage_reported");
  private static final FieldName PICODOLLARS = FieldName.of("picodollars");

  private final LineRing lines;
  private final JsonLine line = new JsonLine();

  public AccessLog(LineRing lines) {
    this.lines = lines;
  }

  @Override
  public void finished(CallRecord call) {
    write(call, line);
    lines.add(line);
  }

  private static void write(CallRecord call, JsonLine line) {
    Decision decision = call.decision();
    CallSummary summary = decision.summary();
    line.start()
        .instant(AT, summary.atMillis)
        .add(REQUEST, summary.requestId())
        .decision(DECISION, summary.id)
        .add(CALLER, summary.caller)
        .add(OPERATION, OPERATIONS.of(call.operation()))
        .add(STREAM, call.stream())
        .add(MODEL, model(summary))
        .add(STATUS, call.status())
        .add(OUTCOME, outcome(call.outcome()))
        .add(ATTEMPTS, call.attempts());
    times(line, call.timeline());
    AttemptRow deciding = decision.deciding();
    if (deciding != null) {
      line.add(DEPLOYMENT, deciding.deployment());
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
        line.add(HEDGE, Race.ended(row));
      }
      if (row.lost && row.picodollars >= 0) {
        line.add(WASTED_PICODOLLARS, row.picodollars);
      }
    }
    if (stalls > 0) {
      line.add(STALLS, stalls);
    }
  }

  /** Only names that a route knows: anything else is the caller's own text. */
  private static String model(CallSummary summary) {
    CallFacts facts = summary.facts();
    return facts == null || summary.route.isEmpty() ? "" : summary.route;
  }

  private static void times(JsonLine line, Timeline timeline) {
    line.millis(OVERHEAD_MS, timeline.overheadNanos())
        .millis(FIRST_CONTENT_MS, timeline.firstContentAfterNanos())
        .millis(TOTAL_MS, timeline.totalNanos());
  }

  private static void used(JsonLine line, Usage usage, long picodollars) {
    line.add(INPUT_TOKENS, usage.input())
        .add(CACHED_TOKENS, usage.cachedInput())
        .add(CACHE_WRITE_TOKENS, usage.cacheWrite())
        .add(CACHE_WRITE_1H_TOKENS, usage.hourCacheWrite())
        .add(OUTPUT_TOKENS, usage.output())
        .add(USAGE_REPORTED, usage.reported());
    if (picodollars >= 0) {
      line.add(PICODOLLARS, picodollars);
    }
  }

  private static String outcome(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return Meters.lower(failed.failure().kind());
    }
    return outcome instanceof Outcome.Cancelled ? "cancelled" : "completed";
  }
}
