/** OpenAI's Responses API as callers speak it, towards providers that speak something else. */
@NullMarked
package dev.isthmus.core.dialect.responses;

import org.jspecify.annotations.NullMarked;
