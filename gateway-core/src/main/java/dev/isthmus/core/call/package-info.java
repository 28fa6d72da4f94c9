/** The vocabulary of one call: what routing may know, what governance allows, and how it ended. */
@NullMarked
package dev.isthmus.core.call;

import org.jspecify.annotations.NullMarked;
