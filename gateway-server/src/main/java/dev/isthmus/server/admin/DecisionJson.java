package dev.isthmus.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.observe.DecisionText;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** A decision as JSON: the same facts as the paragraph, which stands in it too. */
final class DecisionJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS = 1e3;

  private DecisionJson() {}

  static String of(Decision decision) {
    ObjectNode root = JSON.createObjectNode();
    CallSummary summary = decision.summary();
    root.put("id", DecisionRing.text(summary.id));
    root.put("request", summary.requestId());
    root.put("at", Instant.ofEpochMilli(summary.atMillis).toString());
    root.put("caller", summary.caller);
    root.put("route", summary.route);
    root.put("class", lower(summary.callClass));
    root.put("objective", summary.objective);
    if (!summary.weights.name.isEmpty()) {
      weights(root.putObject("weights"), summary.weights);
    }
    root.put("configuration", summary.configVersion);
    facts(root, summary);
    if (summary.terms != null) {
      terms(root.putObject("terms"), summary.terms);
    }
    for (int i = 0; i < decision.candidateCount(); i++) {
      candidate(root.withArray("candidates").addObject(), decision, i);
    }
    for (int i = 0; i < decision.attemptCount(); i++) {
      attempt(root.withArray("attempts").addObject(), decision.attempt(i));
    }
    if (summary.waits > 0) {
      root.put("waits", summary.waits);
      millis(root, "waited_ms", summary.waitedNanos);
    }
    if (summary.chosen >= 0) {
      root.put("chosen", decision.deployment(summary.chosen));
    }
    shadow(root, decision);
    outcome(root.putObject("outcome"), summary);
    root.put("text", DecisionText.of(decision));
    return root.toPrettyString();
  }

  private static void weights(ObjectNode node, Decision.Weights weights) {
    node.put("cost", weights.cost);
    node.put("first_token_second", weights.firstContentSecond);
    node.put("total_second", weights.totalSecond);
    node.put("failure", weights.failure);
  }

  private static void shadow(ObjectNode root, Decision decision) {
    Decision.Shadow shadow = decision.summary().shadow;
    if (shadow.weights.name.isEmpty()) {
      return;
    }
    ObjectNode node = root.putObject("shadow");
    node.put("objective", shadow.weights.name);
    weights(node.putObject("weights"), shadow.weights);
    if (shadow.best >= 0) {
      node.put("best", decision.deployment(shadow.best));
    }
    node.put("propensity", shadow.propensity);
    node.put("regret_dollars", shadow.regretDollars);
    node.put("extra_dollars", shadow.extraDollars);
  }

  private static void facts(ObjectNode root, CallSummary summary) {
    CallFacts facts = summary.facts();
    if (facts == null) {
      return;
    }
    ObjectNode node = root.putObject("call");
    node.put("operation", lower(facts.operation()));
    node.put("stream", facts.stream());
    node.put("body_bytes", facts.bodyBytes());
    node.put("estimated_prompt_tokens", facts.estimatedPromptTokens());
    node.put("expected_output_tokens", summary.expectedOutputTokens);
    node.put("probe", summary.probe);
    node.put("exploration", summary.exploration);
    if (facts.maxOutputTokens() >= 0) {
      node.put("max_output_tokens", facts.maxOutputTokens());
    }
  }

  private static void terms(ObjectNode node, Terms terms) {
    Bounds bounds = terms.bounds();
    node.put("class", lower(terms.callClass()));
    number(node, "deadline_ms", MILLIS * bounds.deadlineSeconds());
    number(node, "first_token_ms", MILLIS * bounds.firstContentSeconds());
    number(node, "max_dollars", bounds.mostDollars());
    names(node, "regions", bounds.scope().regions());
    names(node, "data_zones", bounds.scope().dataZones());
    names(node, "providers", bounds.scope().providers());
  }

  private static void names(ObjectNode node, String name, Set<String> values) {
    for (String value : values) {
      node.withArray(name).add(value);
    }
  }

  private static void candidate(ObjectNode node, Decision decision, int candidate) {
    node.put("deployment", decision.deployment(candidate));
    node.put("priority", decision.priority(candidate));
    node.put("provisioned", decision.provisioned(candidate));
    if (candidate == decision.summary().home) {
      node.put("home", true);
    }
    Exclusion reason = decision.exclusion(candidate);
    if (reason != null) {
      ObjectNode excluded = node.putObject("excluded");
      excluded.put("reason", reason.name());
      excluded.put("relaxed", decision.relaxed(candidate));
      number(excluded, "saw", decision.saw(candidate));
      number(excluded, "bound", decision.bound(candidate));
    }
    for (Term term : Term.values()) {
      number(node, lower(term), decision.term(candidate, term));
    }
  }

  private static void attempt(ObjectNode node, AttemptRow row) {
    node.put("deployment", row.deployment());
    node.put("status", row.status);
    millis(node, "start_ms", row.startNanos);
    millis(node, "first_content_ms", row.firstContentNanos);
    millis(node, "end_ms", row.endNanos);
    node.put("hedge", row.hedge);
    node.put("lost", row.lost);
    node.put("stalls", row.stalls + (row.silent ? 1 : 0));
    if (row.failure != null) {
      failure(node.putObject("failure"), row.failure);
    }
    ObjectNode usage = node.putObject("usage");
    Usage spent = row.usage();
    usage.put("input", spent.input());
    usage.put("cached_input", spent.cachedInput());
    usage.put("cache_write", spent.cacheWrite());
    usage.put("cache_write_1h", spent.hourCacheWrite());
    usage.put("output", spent.output());
    usage.put("reasoning", spent.reasoning());
    usage.put("reported", spent.reported());
    if (row.picodollars >= 0) {
      node.put("picodollars", row.picodollars);
    }
  }

  private static void outcome(ObjectNode node, CallSummary summary) {
    Outcome outcome = summary.outcome;
    if (outcome instanceof Outcome.Failed failed) {
      node.put("end", "failed");
      failure(node.putObject("failure"), failed.failure());
    } else {
      node.put("end", outcome instanceof Outcome.Cancelled ? "cancelled" : "completed");
    }
    millis(node, "first_content_ms", summary.firstContentNanos);
    millis(node, "after_ms", summary.endNanos);
  }

  private static void failure(ObjectNode node, Failure failure) {
    node.put("kind", failure.kind().name());
    node.put("origin", failure.origin().name());
    node.put("retry", failure.retry().name());
    node.put("detail", failure.detail());
  }

  private static void number(ObjectNode node, String name, double value) {
    if (!Double.isNaN(value) && !Double.isInfinite(value)) {
      node.put(name, value);
    }
  }

  private static void millis(ObjectNode node, String name, long nanos) {
    if (nanos >= 0) {
      node.put(name, nanos / 1e6);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
