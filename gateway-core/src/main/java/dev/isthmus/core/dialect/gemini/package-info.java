/** Google's generateContent, as providers speak it. */
@NullMarked
package dev.isthmus.core.dialect.gemini;

import org.jspecify.annotations.NullMarked;
