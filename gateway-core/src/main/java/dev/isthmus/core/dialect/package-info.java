/** Protocols that callers and providers speak: read facts, watch usage, shape errors. */
@NullMarked
package dev.isthmus.core.dialect;

import org.jspecify.annotations.NullMarked;
