/** What a call costs, counted and not timed. */
@NullMarked
package dev.isthmus.load.bench;

import org.jspecify.annotations.NullMarked;
