package dev.isthmus.server.grpc;

import dev.isthmus.core.call.HeaderView;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A call's metadata as headers. {@code grpc-timeout} is what is left of the caller's patience at
 * the moment of asking. Binary values are not shown. Threads: one event loop.
 */
final class MetadataView implements HeaderView {
  private static final String TIMEOUT = "grpc-timeout";

  /** The protocol allows eight digits. */
  private static final long MOST = 99_999_999;

  private final Metadata metadata;
  private final @Nullable Deadline deadline;

  MetadataView(Metadata metadata, @Nullable Deadline deadline) {
    this.metadata = metadata;
    this.deadline = deadline;
  }

  @Override
  public @Nullable String get(String name) {
    if (name.equals(TIMEOUT)) {
      return deadline == null ? null : timeout(deadline);
    }
    return isText(name) ? metadata.get(key(name)) : null;
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    for (String name : metadata.keys()) {
      forEach(name, visitor);
    }
  }

  @Override
  public void forEach(String name, BiConsumer<String, String> visitor) {
    Iterable<String> values = isText(name) ? metadata.getAll(key(name)) : null;
    if (values != null) {
      values.forEach(value -> visitor.accept(name, value));
    }
  }

  private static String timeout(Deadline deadline) {
    long micros = Math.max(1, deadline.timeRemaining(TimeUnit.MICROSECONDS));
    return micros <= MOST ? micros + "u" : Math.min(MOST, micros / 1000) + "m";
  }

  private static boolean isText(String name) {
    return !name.endsWith(Metadata.BINARY_HEADER_SUFFIX);
  }

  static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
