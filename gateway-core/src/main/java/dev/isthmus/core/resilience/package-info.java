/**
 * Breakers, slow start and the retry budget behind our own names; the only one to see Resilience4j.
 */
@NullMarked
package dev.isthmus.core.resilience;

import org.jspecify.annotations.NullMarked;
