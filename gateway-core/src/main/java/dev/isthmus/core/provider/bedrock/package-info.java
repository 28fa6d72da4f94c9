/** Amazon Bedrock: conversations by Converse. */
@NullMarked
package dev.isthmus.core.provider.bedrock;

import org.jspecify.annotations.NullMarked;
