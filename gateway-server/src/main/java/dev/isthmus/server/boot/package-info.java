/** Command line, wiring by hand, lifecycle, and the real clock. */
@NullMarked
package dev.isthmus.server.boot;

import org.jspecify.annotations.NullMarked;
