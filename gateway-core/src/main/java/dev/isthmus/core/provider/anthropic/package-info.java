/** Anthropic, and whoever else serves its Messages API. */
@NullMarked
package dev.isthmus.core.provider.anthropic;

import org.jspecify.annotations.NullMarked;
