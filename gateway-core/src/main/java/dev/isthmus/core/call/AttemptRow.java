package dev.isthmus.core.call;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: where, when, how it ended. Times in nanoseconds from the call's start, −1 absent.
 * Threads: as its {@link Decision}.
 */
public final class AttemptRow {
  private final Decision decision;

  /** Null where it is one of the decision's candidates, and {@link #candidate} says which. */
  private @Nullable String deployment = "";

  private int candidate;

  public long startNanos;
  public long firstContentNanos;
  public long endNanos;
  public int status;
  public @Nullable Failure failure;

  /** Whether it was started while another one was live. */
  public boolean hedge;

  /** Whether another one answered first, and this one was ended for it. */
  public boolean lost;

  /** Whether it was silent for remarkably long before its first content. */
  public boolean silent;

  /** How often its stream stood still for remarkably long. */
  public int stalls;

  private @Nullable Usage usage = Usage.NONE;
  private final KeptUsage keptUsage = new KeptUsage();

  /** What it cost in picodollars, −1 where no price is known. */
  public long picodollars;

  AttemptRow(Decision decision) {
    this.decision = decision;
  }

  /** Where it went. */
  public String deployment() {
    return deployment == null ? decision.deployment(candidate) : deployment;
  }

  public void deployment(String name) {
    deployment = name;
  }

  /** The tokens it took; of a copy another object each time. */
  public Usage usage() {
    return usage == null ? keptUsage.usage() : usage;
  }

  public void usage(Usage next) {
    usage = next;
  }

  void copyFrom(AttemptRow other) {
    keepDeployment(other.deployment());
    if (!Objects.equals(failure, other.failure)) {
      failure = other.failure;
    }
    keptUsage.keep(other.usage());
    if (usage != null) {
      usage = null;
    }
    startNanos = other.startNanos;
    firstContentNanos = other.firstContentNanos;
    endNanos = other.endNanos;
    status = other.status;
    hedge = other.hedge;
    lost = other.lost;
    silent = other.silent;
    stalls = other.stalls;
    picodollars = other.picodollars;
  }

  /** From call to call it is another one, but mostly one of the same candidates. */
  private void keepDeployment(String name) {
    candidate = decision.candidate(name);
    String kept = candidate < 0 ? name : null;
    if (!Objects.equals(deployment, kept)) {
      deployment = kept;
    }
  }

  void clear() {
    deployment = "";
    startNanos = -1;
    firstContentNanos = -1;
    endNanos = -1;
    status = 0;
    failure = null;
    hedge = false;
    lost = false;
    silent = false;
    stalls = 0;
    usage = Usage.NONE;
    picodollars = -1;
  }
}
