/** One run: calls driven through a policy and a fleet, and what is measured of them. */
@NullMarked
package dev.isthmus.load.simulation.run;

import org.jspecify.annotations.NullMarked;
