/** Drives the packaged gateway over real sockets, as its users would. */
@NullMarked
package dev.isthmus.load.acceptance;

import org.jspecify.annotations.NullMarked;
