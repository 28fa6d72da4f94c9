/** Stability AI: pictures from descriptions. */
@NullMarked
package dev.isthmus.core.provider.stability;

import org.jspecify.annotations.NullMarked;
