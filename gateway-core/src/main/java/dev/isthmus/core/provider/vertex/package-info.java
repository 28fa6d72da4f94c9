/** Google Vertex AI: its OpenAI-compatible endpoint, and Gemini in its own dialect. */
@NullMarked
package dev.isthmus.core.provider.vertex;

import org.jspecify.annotations.NullMarked;
