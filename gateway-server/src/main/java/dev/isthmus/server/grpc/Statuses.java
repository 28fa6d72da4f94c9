package dev.isthmus.server.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a gRPC status is in terms of HTTP. Threads: any; stateless. */
final class Statuses {
  private static final Metadata.Key<String> STATUS = MetadataView.key("grpc-status");

  private Statuses() {}

  /** Source: gRPC's documentation of its codes, and {@code google/rpc/code.proto}. */
  static int http(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
    };
  }

  /** The trailers with the status that gRPC took out of them. */
  static Metadata with(Status status, Metadata trailers) {
    Metadata all = new Metadata();
    all.merge(trailers);
    all.put(STATUS, Integer.toString(status.getCode().value()));
    return all;
  }

  /** Whether a connection failed because of what the server showed. */
  static boolean isDistrust(Status status) {
    boolean tls = false;
    for (@Nullable Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedChannelException) {
        return false;
      }
      tls |= cause instanceof SSLException;
    }
    return tls;
  }
}
