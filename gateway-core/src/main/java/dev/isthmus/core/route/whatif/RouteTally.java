package dev.isthmus.core.route.whatif;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Adds up one route's decisions. Threads: one at a time. */
final class RouteTally {
  private static final double NANOS = 1e9;
  private static final double PICO = 1e-12;
  private static final int CURVE_POINTS = 99;
  private static final double MILLIS_PER_MINUTE = 60_000;

  /** A deployment that gains less than this is not under another load. */
  private static final double LEAST_GAIN = 0.05;

  private static final double LEAST_GROWTH = 1.2;
  private static final double MOST_OUTSIDE = 0.05;
  private static final double LEAST_EFFECTIVE = 100;

  private final String route;
  private final Alternative alternative;
  private final Rescore now;
  private final Rescore then;
  private final Map<String, Place> places = new TreeMap<>();
  private final Set<String> objectives = new TreeSet<>();
  private final Histogram firstBefore = new Histogram();
  private final Histogram firstAfter = new Histogram();
  private final Outcomes dollars = new Outcomes();
  private final Outcomes firstContent = new Outcomes();
  private final Outcomes errors = new Outcomes();
  private final Outcomes rateLimited = new Outcomes();
  private final Sums sums = new Sums();

  /** Everything that is a sum over calls. */
  private static final class Sums {
    private long decisions;
    private long tried;
    private long reproduced;
    private long servable;
    private long residency;
    private double calls;
    private double flipped;
    private double moved;
    private double unserved;
    private double forced;
    private double served;
    private double outside;
    private double billBefore;
    private double billAfter;
    private double failBefore;
    private double failAfter;
  }

  /** Everything about one deployment. */
  private static final class Place {
    private double sent;
    private double before;
    private double after;
    private final Map<Long, double[]> minutes = new TreeMap<>();
  }

  RouteTally(String route, Alternative alternative, Rescore now, Rescore then) {
    this.route = route;
    this.alternative = alternative;
    this.now = now;
    this.then = then;
  }

  void add(Decision decision) {
    CallSummary summary = decision.summary();
    double weight = 1 / summary.rate;
    sums.decisions++;
    sums.calls += weight;
    objectives.add(Weights.text(summary.weights));
    noteResidency(decision);
    if (summary.chosen < 0) {
      return;
    }
    now.asRecorded(decision);
    then.under(alternative, decision);
    sums.servable++;
    sums.reproduced += reproduces(decision) ? 1 : 0;
    sums.forced += then.isForced() ? weight : 0;
    if (!then.isServed()) {
      sums.unserved += weight;
    }
    spread(decision, weight);
    learn(decision, weight);
  }

  private boolean reproduces(Decision decision) {
    for (int i = 0; i < decision.candidateCount(); i++) {
      if (now.propensity(i) != decision.term(i, Term.PROPENSITY)) {
        return false;
      }
    }
    return true;
  }

  /** What the route's own scope kept out would be asked further questions under a wider one. */
  private void noteResidency(Decision decision) {
    for (int i = 0; i < decision.candidateCount(); i++) {
      Alternative.Option option = alternative.options().get(decision.deployment(i));
      if (decision.exclusion(i) == Exclusion.RESIDENCY
          && option != null
          && alternative.allows(option)) {
        sums.residency++;
        return;
      }
    }
  }

  /** Spreads a call over those who would have been asked. */
  private void spread(Decision decision, double weight) {
    long minute = (long) (decision.summary().atMillis / MILLIS_PER_MINUTE);
    double distance = 0;
    for (int i = 0; i < decision.candidateCount(); i++) {
      double before = decision.term(i, Term.PROPENSITY);
      double after = then.propensity(i);
      distance += Math.abs(after - before) / 2;
      Place place = places.computeIfAbsent(decision.deployment(i), name -> new Place());
      place.before += weight * before;
      place.after += weight * after;
      if (before > 0 || after > 0) {
        double[] reserved = place.minutes.computeIfAbsent(minute, key -> new double[2]);
        double tokens = weight * decision.term(i, Term.RESERVED_TOKENS);
        reserved[0] += tokens * before;
        reserved[1] += tokens * after;
        expect(decision, i, weight * before, weight * after);
      }
      sums.outside += before == 0 ? weight * after : 0;
    }
    int chosen = decision.summary().chosen;
    place(decision, chosen).sent += weight;
    sums.moved += weight * distance;
    if (then.isServed()) {
      sums.served += weight;
      sums.flipped += then.propensity(chosen) == 0 ? weight : 0;
    }
  }

  private void expect(Decision decision, int candidate, double before, double after) {
    double first = decision.term(candidate, Term.FIRST_CONTENT_SECONDS);
    double fails = decision.term(candidate, Term.FAILURE_PROBABILITY);
    if (before > 0) {
      firstBefore.add(first, before);
      sums.billBefore += before * now.billDollars(candidate);
      sums.failBefore += before * fails;
    }
    if (after > 0) {
      firstAfter.add(first, after);
      sums.billAfter += after * then.billDollars(candidate);
      sums.failAfter += after * fails;
    }
  }

  private Place place(Decision decision, int candidate) {
    return places.computeIfAbsent(decision.deployment(candidate), name -> new Place());
  }

  /** Learns from what really happened. */
  private void learn(Decision decision, double weight) {
    CallSummary summary = decision.summary();
    double had = decision.term(summary.chosen, Term.PROPENSITY);
    if (decision.attemptCount() == 0 || !(had > 0)) {
      return;
    }
    double ratio = then.propensity(summary.chosen) / had;
    sums.tried++;
    double failed = isError(summary.outcome) ? 1 : 0;
    errors.add(weight, ratio, failed, failed);
    double refused = refusals(decision);
    rateLimited.add(weight, ratio, refused, refused);
    if (summary.firstContentNanos >= 0) {
      double seconds = summary.firstContentNanos / NANOS;
      firstContent.add(weight, ratio, seconds, seconds);
    }
    dollars.add(weight, ratio, paid(decision), repriced(decision));
  }

  private static boolean isError(@Nullable Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && failed.failure().origin() != Failure.Origin.CLIENT;
  }

  private static double refusals(Decision decision) {
    int count = 0;
    for (int i = 0; i < decision.attemptCount(); i++) {
      Failure failure = decision.attempt(i).failure;
      count += failure != null && failure.kind() == FailureKind.RATE_LIMITED ? 1 : 0;
    }
    return count;
  }

  private static double paid(Decision decision) {
    double sum = 0;
    for (int i = 0; i < decision.attemptCount(); i++) {
      sum += Math.max(0, (double) decision.attempt(i).picodollars) * PICO;
    }
    return sum;
  }

  /** The same tokens by the other policy's prices, where it has one. */
  private double repriced(Decision decision) {
    double sum = 0;
    for (int i = 0; i < decision.attemptCount(); i++) {
      AttemptRow row = decision.attempt(i);
      sum += repriced(row, decision.summary().facts()) * PICO;
    }
    return sum;
  }

  private double repriced(AttemptRow row, @Nullable CallFacts facts) {
    Alternative.Option option = alternative.options().get(row.deployment());
    Prices prices = option == null ? null : option.prices();
    boolean charged = row.picodollars > 0 || (row.picodollars == 0 && row.usage().total() > 0);
    return prices == null || facts == null || !charged
        ? Math.max(0, (double) row.picodollars)
        : (double) prices.picodollars(row.usage(), facts.fees());
  }

  Report.RouteReport report() {
    Report.Exact exact = exact();
    Report.Weighted weighted = weighted();
    return new Report.RouteReport(
        route,
        sums.decisions,
        sums.calls,
        String.join("; ", objectives),
        Weights.text(alternative.objective()),
        exact,
        weighted,
        simulation(exact, weighted),
        notes());
  }

  private Report.Exact exact() {
    double all = sums.served + sums.unserved;
    List<Report.Share> shares = new ArrayList<>();
    places.forEach((name, place) -> shares.add(share(name, place, all)));
    List<Double> parts = parts();
    return new Report.Exact(
        sums.flipped / all,
        sums.moved / all,
        (double) sums.reproduced / sums.servable,
        sums.unserved / all,
        sums.forced / all,
        shares,
        new Report.Pair(sums.billBefore / all, sums.billAfter / sums.served),
        new Report.Pair(firstBefore.mean(), firstAfter.mean()),
        new Report.Pair(firstBefore.quantile(0.5), firstAfter.quantile(0.5)),
        new Report.Pair(firstBefore.quantile(0.99), firstAfter.quantile(0.99)),
        new Report.Pair(sums.failBefore / all, sums.failAfter / sums.served),
        new Report.Curve(parts, curve(firstBefore, parts), curve(firstAfter, parts)));
  }

  private Report.Share share(String name, Place place, double all) {
    double peakBefore = 0;
    double peakAfter = 0;
    for (double[] reserved : place.minutes.values()) {
      peakBefore = Math.max(peakBefore, reserved[0]);
      peakAfter = Math.max(peakAfter, reserved[1]);
    }
    Alternative.Option option = alternative.options().get(name);
    return new Report.Share(
        name,
        place.sent / all,
        place.before / all,
        place.after / all,
        peakBefore,
        peakAfter,
        option == null ? -1 : option.tokensPerMinute());
  }

  private static List<Double> parts() {
    List<Double> parts = new ArrayList<>();
    for (int i = 1; i <= CURVE_POINTS; i++) {
      parts.add(i / (CURVE_POINTS + 1.0));
    }
    return parts;
  }

  private static List<Double> curve(Histogram histogram, List<Double> parts) {
    return parts.stream().map(histogram::quantile).toList();
  }

  private Report.Weighted weighted() {
    List<Double> parts = parts();
    return new Report.Weighted(
        sums.tried,
        errors.effectiveSize(),
        sums.outside / (sums.served + sums.unserved),
        dollars.mean(),
        firstContent.quantile(0.5),
        firstContent.quantile(0.99),
        errors.mean(),
        rateLimited.mean(),
        firstContent.curve(parts));
  }

  private List<String> simulation(Report.Exact exact, Report.Weighted weighted) {
    List<String> reasons = new ArrayList<>();
    for (Report.Share share : exact.shares()) {
      if (share.after() - share.before() > LEAST_GAIN
          && share.after() > LEAST_GROWTH * share.before()) {
        reasons.add(loaded(share));
      }
    }
    if (weighted.outside() > MOST_OUTSIDE) {
      reasons.add(
          Numbers.percent(weighted.outside())
              + " of the choices are such as the policy in force never makes");
    }
    if (weighted.effective() < LEAST_EFFECTIVE) {
      reasons.add(
          "no more can be learned from what happened than from "
              + Math.round(weighted.effective())
              + " calls");
    }
    return reasons;
  }

  private static String loaded(Report.Share share) {
    String text =
        share.deployment()
            + " would have "
            + Numbers.percent(share.after())
            + " of the calls instead of "
            + Numbers.percent(share.before())
            + ": how quick it is under that load was not seen";
    if (share.tokensPerMinute() > 0 && share.peakAfter() > share.tokensPerMinute()) {
      text +=
          "; its busiest minute would reserve "
              + Numbers.whole(share.peakAfter())
              + " tokens instead of "
              + Numbers.whole(share.peakBefore())
              + ", of "
              + Numbers.whole((double) share.tokensPerMinute())
              + " granted, and what is beyond would spill over or be refused";
    }
    return text;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<String> fresh = alternative.besides(List.copyOf(places.keySet()));
    if (!fresh.isEmpty()) {
      notes.add("not re-scored, because nothing was measured there: " + String.join(", ", fresh));
    }
    List<String> gone =
        places.keySet().stream().filter(name -> !alternative.options().containsKey(name)).toList();
    if (!gone.isEmpty()) {
      notes.add("taken out: " + String.join(", ", gone));
    }
    if (sums.residency > 0) {
      notes.add(
          "in "
              + sums.residency
              + " decisions a deployment was out of scope that would be in it now; it stays out"
              + " here, because no other rule was asked about it");
    }
    if (sums.unserved > 0) {
      notes.add(
          "where every deployment that could take a call is gone, no rule was relaxed to save it");
    }
    return notes;
  }
}
