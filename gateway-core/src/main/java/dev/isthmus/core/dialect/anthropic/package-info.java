/** Anthropic's Messages API, as callers and as providers speak it. */
@NullMarked
package dev.isthmus.core.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
