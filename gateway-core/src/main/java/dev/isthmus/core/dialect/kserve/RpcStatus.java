package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A gRPC status as a {@code google.rpc.Status} message, in the one form that is written here: the
 * code in one byte, then the message. Threads: any; immutable.
 *
 * @param code one of gRPC's, 1 to 16
 * @param text for people
 */
public record RpcStatus(int code, String text) {
  private static final int INVALID_ARGUMENT = 3;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int NOT_FOUND = 5;
  private static final int PERMISSION_DENIED = 7;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int FAILED_PRECONDITION = 9;
  private static final int UNIMPLEMENTED = 12;
  private static final int INTERNAL = 13;
  private static final int UNAVAILABLE = 14;
  private static final int UNAUTHENTICATED = 16;

  private static final byte CODE_FIRST = 0x08;
  private static final int MESSAGE = 2;
  private static final int MOST_TEXT_BYTES = 64 * 1024;

  /** What a caller is told of {@code failure}. */
  public static RpcStatus of(Failure failure) {
    return new RpcStatus(code(failure.kind()), failure.detail());
  }

  /** Reads what {@link #message} wrote; borrows {@code message}. */
  public static RpcStatus read(ByteBuf message) {
    ProtoScanner scanner = new ProtoScanner(MESSAGE, "message", MOST_TEXT_BYTES);
    boolean whole = scanner.feed(message) == null && scanner.end() == null;
    String text = scanner.text();
    if (!whole || text == null || message.readableBytes() < 2) {
      return new RpcStatus(INTERNAL, "the gateway's error is not one");
    }
    return new RpcStatus(message.getByte(message.readerIndex() + 1), text);
  }

  /** As bytes; the caller owns them. */
  ByteBuf message() {
    return Unpooled.wrappedBuffer(
        new byte[] {CODE_FIRST, (byte) code}, ProtoScanner.member(MESSAGE, text));
  }

  private static int code(FailureKind kind) {
    return switch (kind) {
      case INVALID_REQUEST,
          UNSUPPORTED,
          CONTEXT_LENGTH,
          CONTENT_FILTER,
          FOREIGN_REASONING,
          UNSUPPORTED_MEDIA ->
          INVALID_ARGUMENT;
      case UNAUTHENTICATED -> UNAUTHENTICATED;
      case FORBIDDEN -> PERMISSION_DENIED;
      case NOT_FOUND, NO_SUCH_RESPONSE -> NOT_FOUND;
      case TERMS_UNMET -> FAILED_PRECONDITION;
      case METHOD_NOT_ALLOWED -> UNIMPLEMENTED;
      case TOO_LARGE, CALLER_LIMIT, RATE_LIMITED -> RESOURCE_EXHAUSTED;
      case REQUEST_TIMEOUT, FIRST_CONTENT_TIMEOUT, STALL, DEADLINE -> DEADLINE_EXCEEDED;
      case SERVER_ERROR, MALFORMED, INTERNAL -> INTERNAL;
      case BILLING, CREDENTIAL, DEPLOYMENT_NOT_FOUND, CONNECT, TLS, RESET -> UNAVAILABLE;
      case OVERLOADED, RESIDENCY, NO_CANDIDATE, GATEWAY_OVERLOADED, DRAINING -> UNAVAILABLE;
    };
  }
}
