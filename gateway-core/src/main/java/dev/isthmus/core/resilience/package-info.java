/** Breakers and retry budget behind our own names. */
@NullMarked
package dev.isthmus.core.resilience;

import org.jspecify.annotations.NullMarked;
