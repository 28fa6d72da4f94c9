package dev.isthmus.server.grpc;

import dev.isthmus.core.call.HeaderSink;
import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;

/** A request's headers as metadata, without those that gRPC writes itself. Threads: one. */
final class RequestMetadata implements HeaderSink {
  private final Metadata metadata = new Metadata();
  private long timeoutNanos = -1;

  @Override
  public void add(String name, String value) {
    switch (name) {
      case "content-type", "accept", "accept-encoding", "user-agent", "te" -> {}
      case "grpc-timeout" -> timeoutNanos = nanos(value);
      default -> {
        if (!name.startsWith("grpc-") && !name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          metadata.put(MetadataView.key(name), value);
        }
      }
    }
  }

  Metadata metadata() {
    return metadata;
  }

  /** How long the caller waits; −1: it did not say. */
  long timeoutNanos() {
    return timeoutNanos;
  }

  /** As {@link MetadataView} writes it. */
  private static long nanos(String value) {
    long number = Long.parseLong(value, 0, value.length() - 1, 10);
    return value.endsWith("u")
        ? TimeUnit.MICROSECONDS.toNanos(number)
        : TimeUnit.MILLISECONDS.toNanos(number);
  }
}
