/**
 * Peers that misbehave byte by byte: plain sockets, so that they share no bug with what they test.
 */
@NullMarked
package dev.isthmus.load.chaos;

import org.jspecify.annotations.NullMarked;
