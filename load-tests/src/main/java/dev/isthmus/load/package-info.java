/** Simulated clouds, load and the demo. */
@NullMarked
package dev.isthmus.load;

import org.jspecify.annotations.NullMarked;
