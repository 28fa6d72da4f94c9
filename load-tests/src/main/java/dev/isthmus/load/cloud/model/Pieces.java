package dev.isthmus.load.cloud.model;

/**
 * Text cut into tokens; one piece is one token. Pieces are made when asked for, so a long text
 * costs no memory.
 */
public interface Pieces {

  int count();

  /** The text of token {@code index}, from 0 to {@link #count()} − 1. */
  String piece(int index);

  /** The text of the tokens from {@code from} up to {@code to}, exclusive. */
  default String join(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(piece(i));
    }
    return text.toString();
  }

  /** The whole text. */
  default String join() {
    return join(0, count());
  }

  /** The first {@code most} tokens of this. */
  default Pieces limit(long most) {
    return most >= count() ? this : new Head(this, (int) Math.max(0, most));
  }

  /** The first tokens of a longer text. */
  record Head(Pieces whole, int count) implements Pieces {
    @Override
    public String piece(int index) {
      return whole.piece(index);
    }
  }
}
