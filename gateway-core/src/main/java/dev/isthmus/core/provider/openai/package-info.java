/** OpenAI, and every server that speaks its dialect. */
@NullMarked
package dev.isthmus.core.provider.openai;

import org.jspecify.annotations.NullMarked;
