/** Who may call what, where, how much. */
@NullMarked
package dev.isthmus.core.govern;

import org.jspecify.annotations.NullMarked;
