package dev.isthmus.load.simulation.report;

import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.run.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the gateway set itself to be, and where that is judged. */
enum Target {
  INCIDENT_P99(
      "incident p99 to first token, part of the best rival's",
      Metric.INCIDENT_P99,
      0.5,
      "brown-out two-at-once slow-provisioned thinking hang sinkhole flapping "
          + "provider-loss recovery 429-storm 18-deployments 50-deployments "
          + "4-replicas 16-replicas held-bursts held-long held-code held-loss"),
  ERRORS(
      "client-visible errors, part of the best rival's",
      Metric.ERRORS,
      0.1,
      "provider-loss recovery held-loss"),
  LIMITED(
      "upstream 429s, part of the best rival's",
      Metric.LIMITED,
      0.2,
      "steady skewed 429-storm headers-missing headers-minus-one held-loss"),
  DOLLARS(
      "dollars per million tokens, part of the oracle's",
      Metric.DOLLARS,
      1.1,
      "steady skewed price joins held-bursts held-code"),
  ORACLE_P99(
      "p99 to first token, part of the oracle's",
      Metric.P99,
      1.1,
      "steady skewed price joins held-bursts held-code"),
  DRAIN(
      "seconds until a failed backend's share is below 2 %",
      Metric.DRAIN, 2, "hang sinkhole provider-loss recovery 4-replicas 16-replicas"),
  SLOW_DRAIN(
      "seconds until a slow backend's share is below 2 %",
      Metric.DRAIN, 10, "brown-out two-at-once 18-deployments 50-deployments held-bursts"),
  RESTORE(
      "seconds until its share is above 80 % again",
      Metric.RESTORE,
      60,
      "brown-out two-at-once hang sinkhole provider-loss recovery "
          + "18-deployments 50-deployments 4-replicas 16-replicas held-bursts "
          + "held-loss"),
  SWINGS(
      "swings of its share",
      Metric.SWINGS,
      2,
      "brown-out two-at-once hang sinkhole provider-loss recovery "
          + "18-deployments 50-deployments 4-replicas 16-replicas held-bursts "
          + "held-loss");

  /** A rival is comparable if it fails at most so many more calls. Units: points. */
  private static final double COMPARABLE = 1;

  private final String title;
  private final Metric metric;
  private final double bound;

  /** Their names, a space between them. */
  private final String scenarios;

  Target(String title, Metric metric, double bound, String scenarios) {
    this.title = title;
    this.metric = metric;
    this.bound = bound;
    this.scenarios = scenarios;
  }

  String title() {
    return title;
  }

  /** How a study came out; {@code against} is null where the figure stands for itself. */
  record Verdict(Target target, Study study, Estimate found, String against) {
    boolean held() {
      return found.high() <= target.bound;
    }

    double bound() {
      return target.bound;
    }
  }

  private boolean applies(Study study) {
    return List.of(scenarios.split(" ", -1)).contains(study.scenario().name());
  }

  /** All that is judged of a study. */
  static List<Verdict> judge(Study study) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Target target : values()) {
      if (target.applies(study)) {
        verdicts.add(target.verdict(study));
      }
    }
    return verdicts;
  }

  private Verdict verdict(Study study) {
    return switch (this) {
      case DRAIN, SLOW_DRAIN, RESTORE, SWINGS ->
          new Verdict(this, study, study.estimate(Contender.ISTHMUS, metric), "");
      case DOLLARS, ORACLE_P99 -> against(study, Contender.ORACLE);
      case INCIDENT_P99, ERRORS, LIMITED -> against(study, best(study));
    };
  }

  private Verdict against(Study study, Contender other) {
    Estimate ratio =
        Estimate.ofRatio(
            study.values(Contender.ISTHMUS, metric),
            study.values(other, metric),
            study.oneEvent(metric));
    return new Verdict(this, study, ratio, other.title());
  }

  /**
   * The rival with the least of the metric, of those that fail hardly more calls than we do; where
   * all fail more, the one that fails least.
   */
  private Contender best(Study study) {
    double most = study.estimate(Contender.ISTHMUS, Metric.ERRORS).mean() + COMPARABLE;
    return study.contenders().stream()
        .filter(Contender::isRival)
        .filter(one -> study.estimate(one, Metric.ERRORS).mean() <= most)
        .min(Comparator.comparingDouble(one -> study.estimate(one, metric).mean()))
        .orElseGet(() -> leastFailing(study));
  }

  private static Contender leastFailing(Study study) {
    return study.contenders().stream()
        .filter(Contender::isRival)
        .min(Comparator.comparingDouble(one -> study.estimate(one, Metric.ERRORS).mean()))
        .orElseThrow();
  }
}
