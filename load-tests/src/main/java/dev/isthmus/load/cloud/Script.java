package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How one answer is written in one dialect. A stream is {@link #open}, then {@link #step} until it
 * says that there is no more, then {@link #close}.
 *
 * <p>Threads: the cloud's event loop.
 */
interface Script {

  Framing framing();

  /** The answer as one document. */
  JsonNode whole();

  /** Events before any content. */
  void open(EventOut out);

  /** One event of content with at most {@code tokens} tokens; false if there was none left. */
  boolean step(EventOut out, int tokens);

  /** Events after the content: why it ended, usage where asked for, the end mark. */
  void close(EventOut out);

  /** Visible tokens written so far. */
  int written();

  /** Whether a stream of this script says what it cost. */
  boolean saysUsage();
}
