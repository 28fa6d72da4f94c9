package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Usage;
import java.io.IOException;

/** Counts of tokens as providers write them. Threads: any; stateless. */
public final class TokenCounts {
  /** Beyond any answer, and far enough below 2^63 that sums and prices of it stay exact. */
  public static final long MOST = 1_000_000_000_000L;

  private TokenCounts() {}

  /**
   * Reads the value that the parser stands on, all of it; {@code known} where it is no count that
   * an answer can have.
   */
  public static long read(JsonParser parser, long known) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
      parser.skipChildren();
      return known;
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return known;
    }
    long tokens = parser.getLongValue();
    return tokens >= 0 && tokens <= MOST ? tokens : known;
  }

  /** What the provider said; parts are never larger than what they are part of. */
  public static Usage reported(
      long input, long cached, long cacheWrite, long output, long thoughts) {
    long read = Math.min(cached, input);
    long written = Math.min(cacheWrite, input - read);
    return Usage.reported(input, read, written, output, Math.min(thoughts, output));
  }
}
