package dev.isthmus.core.observe;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells a decision as a paragraph that a person can read at three in the morning: what was asked,
 * who could have answered, at what price term by term, who was left out and why, and what happened.
 */
public final class DecisionText {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double PICODOLLARS_PER_DOLLAR = 1e12;
  private static final double PERCENT = 100;

  private final StringBuilder text = new StringBuilder(1024);
  private final Decision decision;

  private DecisionText(Decision decision) {
    this.decision = decision;
  }

  public static String of(Decision decision) {
    DecisionText writer = new DecisionText(decision);
    writer.asked();
    writer.chosen();
    writer.others();
    writer.excluded();
    writer.waited();
    writer.attempts();
    writer.ended();
    return writer.text.toString();
  }

  private void asked() {
    CallSummary summary = decision.summary();
    say(
        "Call %s (request %s) came at %s from %s",
        DecisionRing.text(summary.id),
        summary.requestId(),
        Instant.ofEpochMilli(summary.atMillis),
        summary.caller.isEmpty() ? "nobody we know" : summary.caller);
    CallFacts facts = summary.facts();
    if (facts == null || summary.route.isEmpty()) {
      say(" and was not admitted to any route.");
      return;
    }
    say(
        " and asked %s for %s%s: about %d prompt tokens, %.0f expected back",
        summary.route,
        facts.stream() ? "a streamed " : "a plain ",
        Meters.lower(facts.operation()),
        facts.estimatedPromptTokens(),
        summary.expectedOutputTokens);
    say(". Objective: %s; configuration: %s.", summary.objective, summary.configVersion);
    bounds(summary.terms == null ? Bounds.NONE : summary.terms.bounds());
  }

  private void bounds(Bounds bounds) {
    if (bounds.equals(Bounds.NONE)) {
      return;
    }
    List<String> asked = new ArrayList<>();
    if (bounds.hasDeadline()) {
      asked.add(format("the whole answer within %.3f s", bounds.deadlineSeconds()));
    }
    if (bounds.hasFirstContent()) {
      asked.add(format("the first token within %.3f s", bounds.firstContentSeconds()));
    }
    if (bounds.hasMostDollars()) {
      asked.add(format("at most $%.6f an attempt", bounds.mostDollars()));
    }
    where(bounds.scope(), asked);
    say(" The caller asked for %s.", String.join(", ", asked));
  }

  private static void where(Scope scope, List<String> asked) {
    where("regions", scope.regions(), asked);
    where("data zones", scope.dataZones(), asked);
    where("providers", scope.providers(), asked);
  }

  private static void where(String what, Set<String> names, List<String> asked) {
    if (!names.isEmpty()) {
      asked.add("the " + what + " " + String.join(" or ", names));
    }
  }

  /** The first attempt's deployment is what the router picked. */
  private int picked() {
    return decision.attemptCount() == 0 ? -1 : decision.candidate(decision.attempt(0).deployment());
  }

  private void chosen() {
    int picked = picked();
    if (picked < 0) {
      return;
    }
    say(" It chose %s at %s", decision.deployment(picked), dollars(picked, Term.SCORE_DOLLARS));
    say(
        " (cost %s; first token in %.2f s, worth %s; whole answer in %.2f s, worth %s;"
            + " %.1f %% risk of failure, worth %s)",
        dollars(picked, Term.COST_TERM_DOLLARS),
        decision.term(picked, Term.FIRST_CONTENT_SECONDS),
        dollars(picked, Term.FIRST_CONTENT_TERM_DOLLARS),
        decision.term(picked, Term.TOTAL_SECONDS),
        dollars(picked, Term.TOTAL_TERM_DOLLARS),
        PERCENT * decision.term(picked, Term.FAILURE_PROBABILITY),
        dollars(picked, Term.FAILURE_TERM_DOLLARS));
    if (picked == decision.summary().home) {
      say(
          ", and less %s, because its cache is expected to hold more of this prompt",
          dollars(picked, Term.SAVING_TERM_DOLLARS));
    }
    double queue = decision.term(picked, Term.QUEUE_SECONDS);
    if (queue > 0) {
      say(", although its engine says that calls wait there for some %.2f s", queue);
    }
    double propensity = decision.term(picked, Term.PROPENSITY);
    if (propensity > 0 && propensity < 1) {
      say(", by a draw among near-ties in which it had %.0f %%", PERCENT * propensity);
    }
    if (decision.summary().probe) {
      say(", to find out whether it is well again");
    }
    if (decision.summary().exploration) {
      say(", to find out whether it is still slow: nobody had asked it for a while");
    }
    Exclusion against = decision.exclusion(picked);
    if (against != null) {
      say(", although %s spoke against it, because nothing else was left", against);
    }
    say(".");
  }

  private void others() {
    String lead = " Also possible: ";
    int picked = picked();
    for (int i = 0; i < decision.candidateCount(); i++) {
      if (i != picked && (decision.exclusion(i) == null || decision.relaxed(i))) {
        say(
            "%s%s at %s (cost %s, first token %.2f s)",
            lead,
            decision.deployment(i),
            dollars(i, Term.SCORE_DOLLARS),
            dollars(i, Term.COST_TERM_DOLLARS),
            decision.term(i, Term.FIRST_CONTENT_SECONDS));
        lead = "; ";
      }
    }
    say(lead.equals("; ") ? "." : "");
  }

  private void excluded() {
    String lead = " Left out: ";
    for (int i = 0; i < decision.candidateCount(); i++) {
      Exclusion reason = decision.exclusion(i);
      if (reason != null && !decision.relaxed(i)) {
        say("%s%s by %s%s", lead, decision.deployment(i), reason, seen(i, reason));
        lead = "; ";
      }
    }
    say(lead.equals("; ") ? "." : "");
  }

  private String seen(int candidate, Exclusion reason) {
    double saw = decision.saw(candidate);
    double bound = decision.bound(candidate);
    return switch (reason) {
      case BREAKER, COOLDOWN -> format(" (for %.1f s more)", saw);
      case QUOTA -> format(" (the call would reserve %.0f tokens)", bound);
      case CONCURRENCY -> format(" (%.0f in flight)", saw);
      case SATURATED -> format(" (its engine says that it is %.0f %% full)", PERCENT * saw);
      case SLOW_START -> format(" (%.0f in flight of %.0f)", saw, bound);
      case CONTEXT_LENGTH -> format(" (at least %.0f tokens for a window of %.0f)", saw, bound);
      case DEADLINE -> format(" (needs %.1f s, %.1f s left)", saw, bound);
      case FIRST_TOKEN -> format(" (first token in %.2f s, wanted in %.2f s)", saw, bound);
      case COST ->
          Double.isNaN(saw)
              ? " (its price is not known)"
              : format(" (up to $%.6f, allowed $%.6f)", saw, bound);
      default -> "";
    };
  }

  private void waited() {
    CallSummary summary = decision.summary();
    if (summary.waits > 0) {
      say(
          " It waited %.0f ms in all, %d time%s, for a deployment that was full to open again,"
              + " and was then planned anew.",
          millis(summary.waitedNanos), summary.waits, summary.waits == 1 ? "" : "s");
    }
  }

  private void attempts() {
    for (int i = 0; i < decision.attemptCount(); i++) {
      AttemptRow row = decision.attempt(i);
      say(" Attempt %d went to %s after %.1f ms", i + 1, row.deployment(), millis(row.startNanos));
      if (row.hedge) {
        say(", beside the one before, which was silent for longer than usual");
      }
      if (row.firstContentNanos >= 0) {
        say(
            ", showed its first content after %.0f ms",
            millis(row.firstContentNanos - row.startNanos));
      }
      silences(row);
      if (row.lost) {
        say(", and was ended because another one answered first");
      }
      if (row.failure != null) {
        say(", and failed with %s (%s)", row.failure.kind(), row.failure.detail());
      }
      say(" and was over after %.0f ms%s.", millis(row.endNanos - row.startNanos), used(row));
    }
  }

  private void silences(AttemptRow row) {
    if (row.silent) {
      say(", was silent for remarkably long");
    }
    if (row.stalls > 0) {
      say(", stood still %d time%s in the middle", row.stalls, row.stalls == 1 ? "" : "s");
    }
  }

  private static String used(AttemptRow row) {
    Usage usage = row.usage();
    if (usage.isNone()) {
      return "";
    }
    String who = usage.reported() ? "reported" : "estimated";
    String tokens = format("; %d tokens in, %d out (%s)", usage.input(), usage.output(), who);
    return row.picodollars < 0
        ? tokens + ", price unknown"
        : tokens + format(", $%.6f", row.picodollars / PICODOLLARS_PER_DOLLAR);
  }

  private void ended() {
    CallSummary summary = decision.summary();
    Outcome outcome = summary.outcome;
    if (outcome instanceof Outcome.Failed failed) {
      say(" The call failed with %s: %s.", failed.failure().kind(), failed.failure().detail());
    } else if (outcome instanceof Outcome.Cancelled) {
      say(" The caller hung up after %.0f ms.", millis(summary.endNanos));
    } else {
      say(" The call was complete after %.0f ms.", millis(summary.endNanos));
    }
  }

  private String dollars(int candidate, Term term) {
    return format("$%.6f", decision.term(candidate, term));
  }

  private static double millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }

  private void say(String format, Object... values) {
    text.append(format(format, values));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
