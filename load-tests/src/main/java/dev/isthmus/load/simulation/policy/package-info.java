/** Who decides where calls go: Isthmus and its rivals, behind one port. */
@NullMarked
package dev.isthmus.load.simulation.policy;

import org.jspecify.annotations.NullMarked;
