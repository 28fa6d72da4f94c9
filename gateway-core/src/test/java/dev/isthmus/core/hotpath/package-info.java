/**
 * What happens for every call or every chunk, ready to be done again and again: for the guard on
 * allocation and for microbenchmarks.
 */
@NullMarked
package dev.isthmus.core.hotpath;

import org.jspecify.annotations.NullMarked;
