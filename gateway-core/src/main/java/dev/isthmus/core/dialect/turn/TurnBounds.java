package dev.isthmus.core.dialect.turn;

/**
 * How many of each thing one request or answer may hold that is translated: far more than any
 * honest one does, and few enough that none of them costs an event loop its time or memory.
 */
public final class TurnBounds {
  /** Most tools on offer in one request, and most names in its choice among them. */
  public static final int MAX_TOOLS = 10_000;

  /** Most tool calls in one conversation. */
  public static final int MAX_CALLS = 100_000;

  /** Most blocks of content in one conversation. */
  public static final int MAX_BLOCKS = 100_000;

  /** Most choices of one answer, those asked for and any others. */
  public static final int MAX_CHOICES = 256;

  /** Most tool calls in one answer, and in each of its choices. */
  public static final int MAX_ANSWER_CALLS = 1024;

  /** Most texts, thoughts and calls in one answer, each however long. */
  public static final int MAX_ANSWER_BLOCKS = 16_384;

  /** Most of an answer's ids, names and signatures together, in characters. */
  public static final int MAX_ANSWER_MARKS = 4 << 20;

  /** Most tokens that an answer scores, the likely others of each among them. */
  public static final int MAX_SCORED_TOKENS = 1 << 20;

  /** Longest schema that is said in another language, in characters. */
  public static final int MAX_SCHEMA_CHARS = 1 << 20;

  private TurnBounds() {}

  /**
   * Checks that one thing more may be read.
   *
   * @param param names the thing that would be one too many
   */
  public static void checkRoom(int held, int most, String param) throws TurnRefusal {
    if (held >= most) {
      throw TurnRefusal.invalid(param, "no more than " + most + " in all");
    }
  }
}
