/** The engine: no sockets, no files, no main. */
@NullMarked
package dev.isthmus.core;

import org.jspecify.annotations.NullMarked;
