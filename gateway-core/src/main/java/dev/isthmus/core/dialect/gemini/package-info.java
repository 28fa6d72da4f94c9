/** Google's generateContent, as callers and as providers speak it. */
@NullMarked
package dev.isthmus.core.dialect.gemini;

import org.jspecify.annotations.NullMarked;
