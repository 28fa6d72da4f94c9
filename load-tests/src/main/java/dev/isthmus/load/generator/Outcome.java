package dev.isthmus.load.generator;

/** How a call went, as its caller sees it. */
public enum Outcome {
  /** 200 and everything that belongs to a whole answer. */
  OK,
  /** Another status. */
  ERROR_STATUS,
  /** 200, and in the stream an error event. */
  ERROR_EVENT,
  /** 200, and the connection ended inside the message. */
  BROKEN,
  /** 200 and a proper end, but the answer is not whole: the one failure that nobody notices. */
  TRUNCATED,
  /** The connection ended before the head of an answer. */
  LOST,
  /** No connection could be made. */
  NOT_CONNECTED,
  /** Not over when its time was. */
  TIMED_OUT,
  /** Never left: the generator's own bounds were reached. */
  NOT_SENT
}
