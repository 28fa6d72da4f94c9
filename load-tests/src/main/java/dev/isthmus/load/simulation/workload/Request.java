package dev.isthmus.load.simulation.workload;

import dev.isthmus.core.call.CallFacts;

/**
 * A call as it comes: what the gateway may know of it, and what only the provider will find out.
 *
 * <p>Units: tokens.
 *
 * @param number from 0, in the order of arrival
 * @param facts what the gateway reads from its bytes
 * @param prompt how many tokens the provider will count
 * @param output how many it will answer
 * @param thinking how many it thinks before the first that shows
 * @param session whose conversation it is part of
 * @param prefix how many tokens of the prompt the session's last call had, too
 */
public record Request(
    int number,
    CallFacts facts,
    long prompt,
    long output,
    long thinking,
    int session,
    long prefix) {

  /** The most that the caller allowed, or −1. */
  public long allowed() {
    return facts.maxOutputTokens();
  }
}
