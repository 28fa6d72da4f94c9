/** How simulated deployments behave: speed, limits, caches and what may befall them. */
@NullMarked
package dev.isthmus.load.simulation.fleet;

import org.jspecify.annotations.NullMarked;
