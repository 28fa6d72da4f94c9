/** Processes that a measurement needs around it: the packaged gateway, and a look into it. */
@NullMarked
package dev.isthmus.load.stand;

import org.jspecify.annotations.NullMarked;
