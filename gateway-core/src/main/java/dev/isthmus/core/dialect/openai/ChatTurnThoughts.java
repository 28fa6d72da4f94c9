package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proofs of what one choice thought, for its single place for a signature. A signature ends the
 * block of thoughts that came since the one before. Threads: one.
 */
final class ChatTurnThoughts {
  /** The most that is kept for the sake of a signature. Units: characters. */
  static final int MOST_CHARS = 1 << 18;

  /** Google's proofs stand for what follows and not for the thoughts: the last one is enough. */
  private static final String ISSUER_OF_WHAT_FOLLOWS = "google";

  private final List<Reasoning> blocks = new ArrayList<>();
  private final StringBuilder open = new StringBuilder();
  private @Nullable Signature ofWhatFollows;
  private int chars;

  void add(Reasoning reasoning) {
    Signature signature = reasoning.signature();
    if (signature != null && signature.issuer().equals(ISSUER_OF_WHAT_FOLLOWS)) {
      ofWhatFollows = signature;
      return;
    }
    chars += reasoning.text().length() + (signature == null ? 0 : signature.value().length());
    if (chars > MOST_CHARS || chars < 0) {
      chars = Integer.MAX_VALUE;
      blocks.clear();
      open.setLength(0);
      return;
    }
    open.append(reasoning.text());
    if (signature != null) {
      blocks.add(new Reasoning(open.toString(), signature));
      open.setLength(0);
    }
  }

  /**
   * The signature to write: a block's own where it is the only one, all blocks in one where they
   * are several; null where nothing was signed, or too much was said.
   */
  @Nullable Signature signature() throws IOException {
    if (ofWhatFollows != null || blocks.isEmpty()) {
      return ofWhatFollows;
    }
    if (blocks.size() == 1 && open.isEmpty()) {
      return blocks.get(0).signature();
    }
    return ChatTurnBlocks.write(blocks);
  }
}
