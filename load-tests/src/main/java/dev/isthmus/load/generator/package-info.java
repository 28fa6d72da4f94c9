/** Open-loop load: calls leave when the schedule says so, whether or not earlier ones came back. */
@NullMarked
package dev.isthmus.load.generator;

import org.jspecify.annotations.NullMarked;
