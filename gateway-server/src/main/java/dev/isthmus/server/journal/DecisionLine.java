package dev.isthmus.server.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.DecisionRing;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a decision as one line of JSON: all that is needed to price the call again, and what then
 * happened. {@link DecisionFields} reads it.
 *
 * <p>Units: dollars, seconds, tokens; {@code _ms} in milliseconds from the call's start. Numbers
 * have all their digits, so that they are read as the very numbers that were decided with. What was
 * never known is not there. Never a prompt, an answer or a key. Threads: one at a time.
 */
final class DecisionLine {
  static final int VERSION = 1;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double PICO = 1e-12;

  private static final Term[] TERMS = Term.values();
  private static final SerializableString[] NAMES = names();

  private final NumberText numbers = new NumberText();

  private final JsonFactory factory =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  /** Writes the line with its end; {@code out} stays open, and when it is flushed is not ours. */
  void write(Decision decision, OutputStream out) throws IOException {
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.writeStartObject();
      head(json, decision.summary());
      call(json, decision.summary());
      candidates(json, decision);
      attempts(json, decision);
      end(json, decision.summary());
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void head(JsonGenerator json, CallSummary summary) throws IOException {
    json.writeNumberField("v", VERSION);
    json.writeStringField("id", DecisionRing.text(summary.id));
    json.writeStringField("at", Instant.ofEpochMilli(summary.atMillis).toString());
    json.writeNumberField("rate", summary.rate);
    json.writeStringField("request", summary.requestId());
    json.writeStringField("configuration", summary.configVersion);
    json.writeStringField("caller", summary.caller);
    json.writeStringField("route", summary.route);
    json.writeStringField("class", lower(summary.callClass));
    flag(json, "strict_priority", summary.strictPriority);
    json.writeObjectFieldStart("objective");
    weights(json, summary.weights);
    json.writeEndObject();
    flag(json, "probe", summary.probe);
    flag(json, "exploration", summary.exploration);
    if (summary.chosen >= 0) {
      json.writeNumberField("chosen", summary.chosen);
    }
    if (summary.home >= 0) {
      json.writeNumberField("home", summary.home);
    }
    Decision.Shadow shadow = summary.shadow;
    if (!shadow.weights.name.isEmpty()) {
      json.writeObjectFieldStart("shadow");
      weights(json, shadow.weights);
      json.writeNumberField("best", shadow.best);
      json.writeNumberField("propensity", shadow.propensity);
      json.writeNumberField("regret_dollars", shadow.regretDollars);
      json.writeNumberField("extra_dollars", shadow.extraDollars);
      json.writeEndObject();
    }
  }

  private static void weights(JsonGenerator json, Decision.Weights weights) throws IOException {
    json.writeStringField("name", weights.name);
    json.writeNumberField("cost", weights.cost);
    json.writeNumberField("first_token_second", weights.firstContentSecond);
    json.writeNumberField("total_second", weights.totalSecond);
    json.writeNumberField("failure", weights.failure);
  }

  private static void call(JsonGenerator json, CallSummary summary) throws IOException {
    CallFacts facts = summary.facts();
    if (facts == null) {
      return;
    }
    json.writeObjectFieldStart("call");
    json.writeStringField("operation", lower(facts.operation()));
    flag(json, "stream", facts.stream());
    json.writeNumberField("body_bytes", facts.bodyBytes());
    json.writeNumberField("text_bytes", facts.promptTextBytes());
    json.writeNumberField("images", facts.images());
    json.writeNumberField("max_output_tokens", facts.maxOutputTokens());
    json.writeNumberField("choices", facts.choices());
    json.writeNumberField("requires", facts.requires());
    json.writeNumberField("prompt_tokens", facts.estimatedPromptTokens());
    json.writeNumberField("expected_output_tokens", summary.expectedOutputTokens);
    if (summary.terms != null) {
      number(json, "deadline_s", summary.terms.bounds().deadlineSeconds());
      number(json, "first_token_s", summary.terms.bounds().firstContentSeconds());
      number(json, "max_dollars", summary.terms.bounds().mostDollars());
    }
    json.writeEndObject();
  }

  private void candidates(JsonGenerator json, Decision decision) throws IOException {
    json.writeArrayFieldStart("candidates");
    for (int i = 0; i < decision.candidateCount(); i++) {
      json.writeStartObject();
      json.writeStringField("deployment", decision.deployment(i));
      json.writeNumberField("priority", decision.priority(i));
      flag(json, "provisioned", decision.provisioned(i));
      Exclusion reason = decision.exclusion(i);
      if (reason != null) {
        json.writeStringField("excluded", reason.name());
        number(json, "saw", decision.saw(i));
        number(json, "bound", decision.bound(i));
        flag(json, "relaxed", decision.relaxed(i));
      }
      terms(json, decision, i);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void terms(JsonGenerator json, Decision decision, int candidate) throws IOException {
    for (int i = 0; i < TERMS.length; i++) {
      double value = decision.term(candidate, TERMS[i]);
      if (Double.isFinite(value)) {
        json.writeFieldName(NAMES[i]);
        json.writeNumber(numbers.text(value));
      }
    }
  }

  private static SerializableString[] names() {
    return Arrays.stream(TERMS)
        .map(term -> new SerializedString(lower(term)))
        .toArray(SerializableString[]::new);
  }

  private static void attempts(JsonGenerator json, Decision decision) throws IOException {
    json.writeArrayFieldStart("attempts");
    for (int i = 0; i < decision.attemptCount(); i++) {
      AttemptRow row = decision.attempt(i);
      json.writeStartObject();
      json.writeStringField("deployment", row.deployment());
      json.writeNumberField("status", row.status);
      millis(json, "start_ms", row.startNanos);
      millis(json, "first_content_ms", row.firstContentNanos);
      millis(json, "end_ms", row.endNanos);
      if (row.failure != null) {
        failure(json, row.failure);
      }
      flag(json, "hedge", row.hedge);
      flag(json, "lost", row.lost);
      flag(json, "silent", row.silent);
      if (row.stalls > 0) {
        json.writeNumberField("stalls", row.stalls);
      }
      Usage spent = row.usage();
      json.writeNumberField("input", spent.input());
      json.writeNumberField("cached_input", spent.cachedInput());
      json.writeNumberField("cache_write", spent.cacheWrite());
      json.writeNumberField("hour_cache_write", spent.hourCacheWrite());
      json.writeNumberField("output", spent.output());
      json.writeNumberField("reasoning", spent.reasoning());
      flag(json, "reported", spent.reported());
      if (row.picodollars >= 0) {
        json.writeNumberField("picodollars", row.picodollars);
        json.writeNumberField("dollars", row.picodollars * PICO);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void end(JsonGenerator json, CallSummary summary) throws IOException {
    Outcome outcome = summary.outcome;
    if (outcome instanceof Outcome.Failed failed) {
      json.writeStringField("outcome", "failed");
      failure(json, failed.failure());
    } else {
      json.writeStringField(
          "outcome", outcome instanceof Outcome.Cancelled ? "cancelled" : "completed");
    }
    json.writeNumberField("status", summary.status);
    if (summary.waits > 0) {
      json.writeNumberField("waits", summary.waits);
      millis(json, "waited_ms", summary.waitedNanos);
    }
    millis(json, "first_content_ms", summary.firstContentNanos);
    millis(json, "total_ms", summary.endNanos);
  }

  /** Its kind alone: details may quote what a provider said. */
  private static void failure(JsonGenerator json, Failure failure) throws IOException {
    json.writeStringField("failure", failure.kind().name());
    json.writeStringField("origin", failure.origin().name());
    json.writeStringField("retry", failure.retry().name());
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    }
  }

  private static void flag(JsonGenerator json, String name, boolean value) throws IOException {
    if (value) {
      json.writeBooleanField(name, true);
    }
  }

  private static void millis(JsonGenerator json, String name, long nanos) throws IOException {
    if (nanos >= 0) {
      json.writeNumberField(name, nanos / NANOS_PER_MILLI);
    }
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
