/** Azure OpenAI and Azure AI Foundry's OpenAI endpoint. */
@NullMarked
package dev.isthmus.core.provider.azure;

import org.jspecify.annotations.NullMarked;
