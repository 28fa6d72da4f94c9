/** Stability AI's dialect of pictures. */
@NullMarked
package dev.isthmus.core.dialect.stability;

import org.jspecify.annotations.NullMarked;
