package dev.isthmus.server.journal;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.DecisionRing;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a decision of the fields that {@link DecisionLine} wrote. Where a call could go was decided
 * by the candidates' own rows, so that scopes are not read back. Fields that are not known are
 * passed over. Errors: {@link IllegalArgumentException} that names a field. Threads: any; no state.
 */
final class DecisionFields {
  private static final double NANOS_PER_MILLI = 1e6;

  private DecisionFields() {}

  static void read(Map<?, ?> line, Decision decision) {
    if (number(line, "v", -1) != DecisionLine.VERSION) {
      throw new IllegalArgumentException(
          "v: " + line.get("v") + " (expected: " + DecisionLine.VERSION + ")");
    }
    decision.clear();
    head(line, decision.summary());
    for (Object candidate : list(line, "candidates")) {
      candidate(map(candidate), decision);
    }
    int last = decision.candidateCount() - 1;
    if (decision.summary().chosen > last || decision.summary().home > last) {
      throw new IllegalArgumentException("chosen, home: beyond the candidates");
    }
    for (Object attempt : list(line, "attempts")) {
      attempt(map(attempt), decision.openAttempt());
    }
    end(line, decision.summary());
  }

  private static void head(Map<?, ?> line, CallSummary summary) {
    summary.id = DecisionRing.id(text(line, "id"));
    summary.atMillis = Instant.parse(text(line, "at")).toEpochMilli();
    summary.rate = number(line, "rate", 1);
    if (!(summary.rate > 0 && summary.rate <= 1)) {
      throw new IllegalArgumentException("rate: " + summary.rate + " (expected: above 0, to 1)");
    }
    summary.requestId(text(line, "request"));
    summary.configVersion = text(line, "configuration");
    summary.caller = text(line, "caller");
    summary.route = text(line, "route");
    summary.model = summary.route;
    summary.callClass = CallClass.valueOf(upper(line, "class"));
    summary.strictPriority = flag(line, "strict_priority");
    weights(map(line.get("objective")), summary.weights);
    summary.objective = summary.weights.name;
    summary.probe = flag(line, "probe");
    summary.exploration = flag(line, "exploration");
    summary.chosen = (int) number(line, "chosen", -1);
    summary.home = (int) number(line, "home", -1);
    if (line.get("shadow") instanceof Map<?, ?> shadow) {
      weights(shadow, summary.shadow.weights);
      summary.shadow.best = (int) number(shadow, "best", -1);
      summary.shadow.propensity = number(shadow, "propensity", 0);
      summary.shadow.regretDollars = number(shadow, "regret_dollars", 0);
      summary.shadow.extraDollars = number(shadow, "extra_dollars", 0);
    }
    if (line.get("call") instanceof Map<?, ?> call) {
      summary.facts(facts(call, summary.model));
      summary.expectedOutputTokens = number(call, "expected_output_tokens", 0);
      summary.terms = new Terms(Scope.ANY, summary.callClass, bounds(call));
    }
  }

  private static Bounds bounds(Map<?, ?> call) {
    double none = Double.POSITIVE_INFINITY;
    return new Bounds(
        Scope.ANY,
        number(call, "deadline_s", none),
        number(call, "first_token_s", none),
        number(call, "max_dollars", none));
  }

  private static void weights(Map<?, ?> fields, Decision.Weights weights) {
    weights.name = text(fields, "name");
    weights.cost = number(fields, "cost", 0);
    weights.firstContentSecond = number(fields, "first_token_second", 0);
    weights.totalSecond = number(fields, "total_second", 0);
    weights.failure = number(fields, "failure", 0);
  }

  private static CallFacts facts(Map<?, ?> call, String model) {
    return new CallFacts(
        Operation.valueOf(upper(call, "operation")),
        model,
        flag(call, "stream"),
        false,
        whole(call, "body_bytes", 0),
        whole(call, "text_bytes", 0),
        (int) whole(call, "images", 0),
        whole(call, "max_output_tokens", -1),
        (int) whole(call, "choices", 1),
        whole(call, "requires", 0));
  }

  private static void candidate(Map<?, ?> fields, Decision decision) {
    if (decision.candidateCount() == Decision.MAX_CANDIDATES) {
      throw new IllegalArgumentException("candidates: more than " + Decision.MAX_CANDIDATES);
    }
    int candidate = decision.addCandidate(text(fields, "deployment"));
    decision.standing(candidate, (int) whole(fields, "priority", 0), flag(fields, "provisioned"));
    if (fields.get("excluded") instanceof String reason) {
      decision.exclude(
          candidate,
          Exclusion.valueOf(reason),
          number(fields, "saw", Double.NaN),
          number(fields, "bound", Double.NaN));
      if (flag(fields, "relaxed")) {
        decision.relax(candidate);
      }
    }
    for (Term term : Term.values()) {
      decision.term(candidate, term, number(fields, DecisionLine.lower(term), Double.NaN));
    }
  }

  private static void attempt(Map<?, ?> fields, AttemptRow row) {
    row.deployment(text(fields, "deployment"));
    row.status = (int) whole(fields, "status", 0);
    row.startNanos = nanos(fields, "start_ms");
    row.firstContentNanos = nanos(fields, "first_content_ms");
    row.endNanos = nanos(fields, "end_ms");
    row.failure = failure(fields);
    row.hedge = flag(fields, "hedge");
    row.lost = flag(fields, "lost");
    row.silent = flag(fields, "silent");
    row.stalls = (int) whole(fields, "stalls", 0);
    row.usage(
        new Usage(
            whole(fields, "input", 0),
            whole(fields, "cached_input", 0),
            whole(fields, "cache_write", 0),
            whole(fields, "hour_cache_write", 0),
            whole(fields, "output", 0),
            whole(fields, "reasoning", 0),
            flag(fields, "reported")));
    row.picodollars = whole(fields, "picodollars", -1);
  }

  private static void end(Map<?, ?> line, CallSummary summary) {
    Failure failure = failure(line);
    if (failure != null) {
      summary.outcome = new Outcome.Failed(failure);
    } else {
      summary.outcome =
          text(line, "outcome").equals("cancelled") ? Outcome.CANCELLED : Outcome.COMPLETED;
    }
    summary.status = (int) whole(line, "status", 0);
    summary.waits = (int) whole(line, "waits", 0);
    summary.waitedNanos = summary.waits > 0 ? nanos(line, "waited_ms") : 0;
    summary.firstContentNanos = nanos(line, "first_content_ms");
    summary.endNanos = nanos(line, "total_ms");
  }

  private static @Nullable Failure failure(Map<?, ?> fields) {
    return fields.get("failure") instanceof String kind
        ? new Failure(
            FailureKind.valueOf(kind),
            Failure.Origin.valueOf(text(fields, "origin")),
            Failure.Retry.valueOf(text(fields, "retry")),
            "",
            null,
            -1)
        : null;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> fields) {
      return fields;
    }
    throw new IllegalArgumentException("a section is missing");
  }

  private static List<?> list(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof List<?> values) {
      return values;
    }
    throw new IllegalArgumentException(name + ": missing (expected: a list)");
  }

  private static String text(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + ": missing (expected: text)");
  }

  private static String upper(Map<?, ?> fields, String name) {
    return text(fields, name).toUpperCase(Locale.ROOT);
  }

  private static double number(Map<?, ?> fields, String name, double absent) {
    return fields.get(name) instanceof Number value ? value.doubleValue() : absent;
  }

  private static long whole(Map<?, ?> fields, String name, long absent) {
    return fields.get(name) instanceof Number value ? value.longValue() : absent;
  }

  private static boolean flag(Map<?, ?> fields, String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  private static long nanos(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Number value
        ? Math.round(value.doubleValue() * NANOS_PER_MILLI)
        : -1;
  }
}
