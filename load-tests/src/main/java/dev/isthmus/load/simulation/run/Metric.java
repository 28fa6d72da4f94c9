package dev.isthmus.load.simulation.run;

/** What is measured of a run; less is better throughout. */
public enum Metric {
  P50("first token p50, s"),
  P99("first token p99, s"),
  INCIDENT_P50("incident p50, s"),
  INCIDENT_P99("incident p99, s"),
  ERRORS("errors, %"),
  INCIDENT_ERRORS("incident errors, %"),
  LIMITED("429s per 1000 calls"),
  ATTEMPTS("attempts per call"),
  DOLLARS("$ per M tokens"),
  DRAIN("share < 2 % after, s"),
  RESTORE("share > 80 % after, s"),
  SWINGS("swings"),
  REGRET("regret, m$ per call"),
  HERDING("share moved in 5 s, %"),
  SPEED("slowest tenth, s per token");

  private final String title;

  Metric(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
