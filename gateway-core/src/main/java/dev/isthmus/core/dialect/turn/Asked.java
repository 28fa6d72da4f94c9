package dev.isthmus.core.dialect.turn;

/**
 * What of a request its answer depends on, where that is not a conversation.
 *
 * @param items how many vectors or images are to come
 * @param base64 whether vectors are asked for as packed numbers and not as JSON's
 */
public record Asked(int items, boolean base64) {
  public static final Asked NOTHING = new Asked(0, false);
}
