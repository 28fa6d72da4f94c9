/** What many runs say together: means with intervals, verdicts on targets, tables and plots. */
@NullMarked
package dev.isthmus.load.simulation.report;

import org.jspecify.annotations.NullMarked;
