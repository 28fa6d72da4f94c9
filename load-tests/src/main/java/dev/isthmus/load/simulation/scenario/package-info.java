/** What happens in the simulator's runs: fleets, calls, and what befalls whom. */
@NullMarked
package dev.isthmus.load.simulation.scenario;

import org.jspecify.annotations.NullMarked;
