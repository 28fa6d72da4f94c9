package dev.isthmus.core.call;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was asked, under which rules, and how it ended. Threads: as its {@link Decision}. */
public final class CallSummary {
  public long id;
  public long atMillis;
  private @Nullable String requestId = "";
  private final KeptText keptId = new KeptText();
  public String route = "";
  public String model = "";
  public String caller = "";
  public String objective = "";
  public CallClass callClass = CallClass.INTERACTIVE;
  public boolean strictPriority;
  public final Decision.Weights weights = new Decision.Weights();
  public final Decision.Shadow shadow = new Decision.Shadow();
  public String configVersion = "";
  private @Nullable CallFacts facts;
  private final KeptFacts keptFacts = new KeptFacts();

  /** What was allowed and asked; null where the call was not admitted. */
  public @Nullable Terms terms;

  public double expectedOutputTokens;

  /** The candidate that the plan puts first, −1 where there is none. */
  public int chosen = -1;

  /** The candidate whose cache is expected to hold most of the call's prompt, or −1. */
  public int home = -1;

  /** Whether the first stop was chosen to find out whether it is well again. */
  public boolean probe;

  /** Whether the first stop was chosen to find out whether it is still as slow as believed. */
  public boolean exploration;

  /** How often, and for how long in all, the call waited for a deployment that was full. */
  public int waits;

  public long waitedNanos;

  /** Of the whole call, from its start; −1 absent. */
  public long firstContentNanos;

  public long endNanos;
  public @Nullable Outcome outcome;

  /** What the caller saw, 0 where it went away before. */
  public int status;

  /** The part of such calls that is written down: each that is stands for 1/rate of them. */
  public double rate = 1;

  /** The call's id; of a copy another object each time. */
  public String requestId() {
    return requestId == null ? keptId.text() : requestId;
  }

  /** ASCII. */
  public void requestId(String next) {
    requestId = next;
  }

  /** What is known of the call, or null; of a copy another object each time. */
  public @Nullable CallFacts facts() {
    return facts == null ? keptFacts.facts() : facts;
  }

  public void facts(CallFacts next) {
    facts = next;
  }

  void copyFrom(CallSummary other) {
    copyNames(other);
    keep(other);
    id = other.id;
    atMillis = other.atMillis;
    strictPriority = other.strictPriority;
    weights.copyFrom(other.weights);
    shadow.copyFrom(other.shadow);
    expectedOutputTokens = other.expectedOutputTokens;
    chosen = other.chosen;
    home = other.home;
    probe = other.probe;
    exploration = other.exploration;
    waits = other.waits;
    waitedNanos = other.waitedNanos;
    firstContentNanos = other.firstContentNanos;
    endNanos = other.endNanos;
    status = other.status;
    rate = other.rate;
  }

  /** What is the same for many calls. */
  private void copyNames(CallSummary other) {
    if (!route.equals(other.route)) {
      route = other.route;
    }
    if (!model.equals(other.model)) {
      model = other.model;
    }
    if (!caller.equals(other.caller)) {
      caller = other.caller;
    }
    if (!objective.equals(other.objective)) {
      objective = other.objective;
    }
    if (!configVersion.equals(other.configVersion)) {
      configVersion = other.configVersion;
    }
    if (callClass != other.callClass) {
      callClass = other.callClass;
    }
    if (!Objects.equals(terms, other.terms)) {
      terms = other.terms;
    }
    if (!Objects.equals(outcome, other.outcome)) {
      outcome = other.outcome;
    }
  }

  /** What is another object for each call. */
  private void keep(CallSummary other) {
    keptId.keep(other.requestId());
    if (requestId != null) {
      requestId = null;
    }
    keptFacts.keep(other.facts());
    if (facts != null) {
      facts = null;
    }
  }

  void clear() {
    id = 0;
    atMillis = 0;
    requestId = "";
    route = "";
    model = "";
    caller = "";
    objective = "";
    callClass = CallClass.INTERACTIVE;
    strictPriority = false;
    weights.clear();
    configVersion = "";
    facts = null;
    keptFacts.clear();
    terms = null;
    expectedOutputTokens = 0;
    clearChoice();
    waits = 0;
    waitedNanos = 0;
    firstContentNanos = -1;
    endNanos = -1;
    outcome = null;
    status = 0;
    rate = 1;
  }

  void clearChoice() {
    shadow.clear();
    chosen = -1;
    home = -1;
    probe = false;
    exploration = false;
  }
}
