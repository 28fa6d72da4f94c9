/** NVIDIA's NIM, hosted or one's own. */
@NullMarked
package dev.isthmus.core.provider.nvidia;

import org.jspecify.annotations.NullMarked;
