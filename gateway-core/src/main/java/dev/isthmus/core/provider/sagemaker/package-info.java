/** Amazon SageMaker: endpoints whose containers speak OpenAI's chat. */
@NullMarked
package dev.isthmus.core.provider.sagemaker;

import org.jspecify.annotations.NullMarked;
