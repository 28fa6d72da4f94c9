/**
 * The vocabulary that dialects are translated through. Each dialect brings one reader and one
 * writer of {@link dev.isthmus.core.dialect.turn.TurnEvent}s; nothing is translated pair by pair.
 */
@NullMarked
package dev.isthmus.core.dialect.turn;

import org.jspecify.annotations.NullMarked;
