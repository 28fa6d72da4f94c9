/** Calls: when they come, how long they are, and which of them share a beginning. */
@NullMarked
package dev.isthmus.load.simulation.workload;

import org.jspecify.annotations.NullMarked;
