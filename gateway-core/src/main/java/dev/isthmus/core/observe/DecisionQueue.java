package dev.isthmus.core.observe;

import dev.isthmus.core.call.Decision;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decisions on their way from event loops to whoever writes them down. An event loop copies a
 * finished decision and makes no text of it.
 *
 * <p>Shape: a ring of decisions that are used again and again; a full one drops what comes and
 * counts it. Threads: any may add; one takes. No lock, nobody is woken, no allocation once the
 * places have their usual size.
 */
public final class DecisionQueue {
  private final @Nullable Decision[] places;
  private final Turns turns;

  /**
   * @param size decisions that may wait, a power of two
   */
  public DecisionQueue(int size) {
    turns = new Turns(size);
    places = new @Nullable Decision[size];
  }

  /** Copies {@code decision}, which stands for 1/{@code rate} such; drops it where all is full. */
  public void add(Decision decision, double rate) {
    long claim = turns.claim();
    if (claim < 0) {
      return;
    }
    int place = turns.place(claim);
    Decision copy = places[place];
    if (copy == null) {
      copy = new Decision();
      places[place] = copy;
    }
    copy.copyFrom(decision);
    copy.summary().rate = rate;
    turns.publish(claim);
  }

  /**
   * Shows the oldest decision to {@code reader}, which keeps nothing of it.
   *
   * @return whether there was one
   */
  public boolean take(Consumer<Decision> reader) {
    int place = turns.oldest();
    Decision decision = place < 0 ? null : places[place];
    if (decision == null) {
      return false;
    }
    try {
      reader.accept(decision);
    } finally {
      turns.free();
    }
    return true;
  }

  /** Decisions that found no place. */
  public long dropped() {
    return turns.dropped();
  }
}
