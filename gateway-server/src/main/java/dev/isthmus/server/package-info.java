/** The gateway's edges, configuration and command line. */
@NullMarked
package dev.isthmus.server;

import org.jspecify.annotations.NullMarked;
