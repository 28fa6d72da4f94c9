package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks that are kept until their place is known; a mark stands behind the block it is on. */
final class ClaudeBlocks {
  private final List<TurnEvent> events = new ArrayList<>();

  /** Writes one block, with the mark on it. */
  @FunctionalInterface
  interface Each {
    void block(TurnEvent block, @Nullable CacheMark mark) throws IOException;
  }

  void add(TurnEvent block) {
    events.add(block);
  }

  void addAll(ClaudeBlocks others) {
    events.addAll(others.events);
  }

  /** Marks the last block; thoughts cannot be marked, and one mark is enough. */
  void mark(CacheMark mark) {
    TurnEvent last = events.isEmpty() ? mark : events.get(events.size() - 1);
    if (!(last instanceof CacheMark) && !(last instanceof Reasoning)) {
      events.add(mark);
    }
  }

  /** White space at the end of words that the model is to go on with is refused. */
  void stripEnd() {
    int at = events.size() - 1;
    while (at >= 0 && events.get(at) instanceof CacheMark) {
      at--;
    }
    if (at >= 0 && events.get(at) instanceof Text text) {
      events.set(at, new Text(text.text().stripTrailing()));
    }
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  boolean beginsWithThought() {
    return !events.isEmpty() && events.get(0) instanceof Reasoning;
  }

  void clear() {
    events.clear();
  }

  void forEach(Each each) throws IOException {
    for (int i = 0; i < events.size(); i++) {
      TurnEvent next = i + 1 < events.size() ? events.get(i + 1) : null;
      if (!(events.get(i) instanceof CacheMark)) {
        each.block(events.get(i), next instanceof CacheMark mark ? mark : null);
      }
    }
  }
}
