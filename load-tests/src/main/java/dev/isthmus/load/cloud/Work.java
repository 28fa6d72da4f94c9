package dev.isthmus.load.cloud;

/**
 * A call that takes time and costs money.
 *
 * @param tokens of the whole call
 * @param reserve what capacity counts it as before it ran: the prompt and the output asked for
 */
record Work(String operation, Deployment deployment, Script script, TokenCount tokens, long reserve)
    implements Reply {

  /** Whether the answer is streamed. */
  boolean stream() {
    return script.framing() != Framing.WHOLE;
  }
}
