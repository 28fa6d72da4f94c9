/** Servers of the Open Inference Protocol: Triton, KServe, NVIDIA NIM's tensor models. */
@NullMarked
package dev.isthmus.core.provider.kserve;

import org.jspecify.annotations.NullMarked;
