/** Where a deployment lives: its address, how it knows us, how its answers read. */
@NullMarked
package dev.isthmus.core.provider;

import org.jspecify.annotations.NullMarked;
