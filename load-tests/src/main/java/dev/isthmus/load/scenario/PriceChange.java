package dev.isthmus.load.scenario;

import static dev.isthmus.load.scenario.Law.atMost;

import java.util.List;

/** Nothing is wrong with any cloud, but one costs more for a while, and the file says so. */
final class PriceChange {
  private static final String DEAR = "vertex-us-central1";
  private static final double TEN_TIMES = 10;

  private PriceChange() {}

  static Scenario scenario() {
    return new Scenario(
        "price-change",
        "Price change",
        "The configuration file is replaced under load: one of four regions costs ten times as"
            + " much; later it is replaced again, and the price is what it was.",
        "The reload loses no call and forgets no measurement: the dear region gets next to none of"
            + " the calls, a call costs what it did, and the share comes back with the price.",
        Stage.usual(),
        Incidents.CALLS_PER_SECOND,
        new Incident(
            DEAR + " is dear",
            stand -> stand.rewrite(stand.stage().dearer(DEAR, TEN_TIMES)),
            stand -> stand.rewrite(stand.stage())),
        Incidents.laws(
            List.of(DEAR),
            Incidents.nobodyFails(),
            Incidents.asQuickAsBefore(),
            atMost(
                    1.2,
                    Unit.TIMES,
                    "dollars for a call, after the reaction time, against before",
                    PriceChange::costFactor)
                .atFullPace()));
  }

  /** Nothing is paid in the first second, as no call has ended: the later half counts. */
  private static double costFactor(Evidence evidence) {
    double from = evidence.fault().from();
    return dollarsPerCall(evidence, from + evidence.pace().reaction(), evidence.fault().to())
        / dollarsPerCall(evidence, from / 2, from);
  }

  private static double dollarsPerCall(Evidence evidence, double from, double to) {
    return evidence.growth(Sample::dollars, Incidents.ALL, from, to)
        / evidence.due(from, to).count();
  }
}
