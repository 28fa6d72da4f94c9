/** Hugging Face's router and its dedicated endpoints. */
@NullMarked
package dev.isthmus.core.provider.huggingface;

import org.jspecify.annotations.NullMarked;
