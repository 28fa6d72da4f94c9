/** Scan, splice and frame bytes without copying them. */
@NullMarked
package dev.isthmus.core.bytes;

import org.jspecify.annotations.NullMarked;
