package dev.isthmus.core.observe;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;

/**
 * All that people may learn of one finished call; no prompt, no answer, no key.
 *
 * @param decision lent for as long as {@link CallLog#finished} runs: the next call writes to it
 * @param attempts attempts started
 * @param status what the caller saw, 0 where it went away before seeing any
 */
public record CallRecord(
    Operation operation,
    boolean stream,
    int status,
    int attempts,
    Usage usage,
    Outcome outcome,
    Timeline timeline,
    Decision decision) {}
