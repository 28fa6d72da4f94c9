/** The routing simulator: production routing in virtual time, against models of providers. */
@NullMarked
package dev.isthmus.load.simulation;

import org.jspecify.annotations.NullMarked;
