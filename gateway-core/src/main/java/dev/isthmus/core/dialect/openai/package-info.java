/** OpenAI's protocols. */
@NullMarked
package dev.isthmus.core.dialect.openai;

import org.jspecify.annotations.NullMarked;
