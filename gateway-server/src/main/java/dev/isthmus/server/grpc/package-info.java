/** The Open Inference Protocol over gRPC, towards callers and towards providers; health. */
@NullMarked
package dev.isthmus.server.grpc;

import org.jspecify.annotations.NullMarked;
