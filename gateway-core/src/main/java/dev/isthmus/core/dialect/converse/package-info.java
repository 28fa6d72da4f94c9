/** Bedrock's Converse, as providers speak it. */
@NullMarked
package dev.isthmus.core.dialect.converse;

import org.jspecify.annotations.NullMarked;
