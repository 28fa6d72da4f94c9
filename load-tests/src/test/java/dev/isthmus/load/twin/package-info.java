/** The comparison of simulation and sockets, and what it calls agreement. */
@NullMarked
package dev.isthmus.load.twin;

import org.jspecify.annotations.NullMarked;
