/** Simulated clouds: strict, seeded, breakable on request, with a bill of every token they sold. */
@NullMarked
package dev.isthmus.load.cloud;

import org.jspecify.annotations.NullMarked;
