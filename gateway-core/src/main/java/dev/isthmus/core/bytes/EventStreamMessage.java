package dev.isthmus.core.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One whole message of an event stream: what it is, what it is called, and where its payload
 * stands. Headers other than those that say this are checked and passed over.
 */
public final class EventStreamMessage {
  /** More than any message has; bounds the search for one that stands twice. */
  static final int MAX_HEADERS = 64;

  private static final int INT8 = 2;
  private static final int INT16 = 3;
  private static final int INT32 = 4;
  private static final int INT64 = 5;
  private static final int BYTES = 6;
  private static final int STRING = 7;
  private static final int TIMESTAMP = 8;
  private static final int UUID = 9;
  private static final int UUID_BYTES = 16;

  private byte[] bytes = {};
  private int payloadStart;
  private int payloadEnd;
  private String type = "";
  private String eventType = "";
  private String exceptionType = "";
  private String errorCode = "";

  /** What a message is, by its header {@code :message-type}. */
  public enum Type {
    /** An event of the answer. */
    EVENT,
    /** A failure that the service's model names. */
    EXCEPTION,
    /** A failure that it does not name. */
    ERROR,
    /** Not said, or a type of later days. */
    OTHER
  }

  EventStreamMessage() {}

  /**
   * Reads the headers of a message whose checksums and lengths are right.
   *
   * @param end of the payload
   * @return what is wrong with the headers, or null
   */
  EventStreamError.@Nullable Kind read(byte[] message, int end) {
    bytes = message;
    payloadStart = EventStreamFramer.PRELUDE_BYTES + int32(message, 4);
    payloadEnd = end;
    type = "";
    eventType = "";
    exceptionType = "";
    errorCode = "";
    return readHeaders();
  }

  public Type type() {
    return switch (type) {
      case "event" -> Type.EVENT;
      case "exception" -> Type.EXCEPTION;
      case "error" -> Type.ERROR;
      default -> Type.OTHER;
    };
  }

  /** Which event, exception or error it is; empty where it does not say. */
  public String name() {
    return switch (type()) {
      case EVENT -> eventType;
      case EXCEPTION -> exceptionType;
      case ERROR -> errorCode;
      case OTHER -> "";
    };
  }

  /** Lends the array that the payload stands in. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the payload begins in {@link #bytes}. */
  public int payloadStart() {
    return payloadStart;
  }

  /** Where the payload ends in {@link #bytes}, exclusive. */
  public int payloadEnd() {
    return payloadEnd;
  }

  /** A copy of the payload. */
  public byte[] payload() {
    return Arrays.copyOfRange(bytes, payloadStart, payloadEnd);
  }

  static int int32(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }

  private EventStreamError.@Nullable Kind readHeaders() {
    int[] names = new int[MAX_HEADERS];
    int count = 0;
    int at = EventStreamFramer.PRELUDE_BYTES;
    while (at < payloadStart) {
      int value = at + 1 + (bytes[at] & 0xFF);
      int next = value < payloadStart ? end(value) : -1;
      if (value == at + 1 || next < 0 || next > payloadStart) {
        return EventStreamError.Kind.HEADER;
      }
      if (count == MAX_HEADERS) {
        return EventStreamError.Kind.HEADER_COUNT;
      }
      if (stands(names, count, at)) {
        return EventStreamError.Kind.DUPLICATE_HEADER;
      }
      names[count++] = at;
      if (bytes[at + 1] == ':' && bytes[value] == STRING) {
        note(text(at + 1, value), text(value + 3, next));
      }
      at = next;
    }
    return null;
  }

  /** Where the value ends whose type stands at {@code at}; −1 where that cannot be told. */
  private int end(int at) {
    int from = at + 1;
    return switch (bytes[at]) {
      case 0, 1 -> from; // true and false have no bytes
      case INT8 -> from + Byte.BYTES;
      case INT16 -> from + Short.BYTES;
      case INT32 -> from + Integer.BYTES;
      case INT64, TIMESTAMP -> from + Long.BYTES;
      case UUID -> from + UUID_BYTES;
      case BYTES, STRING ->
          from + Short.BYTES > payloadStart
              ? -1
              : from + Short.BYTES + ((bytes[from] & 0xFF) << 8 | (bytes[from + 1] & 0xFF));
      default -> -1;
    };
  }

  /** Whether the name at {@code at} is one of those before it. */
  private boolean stands(int[] names, int count, int at) {
    int length = 1 + (bytes[at] & 0xFF);
    for (int i = 0; i < count; i++) {
      int other = names[i];
      if (Arrays.equals(bytes, other, other + length, bytes, at, at + length)) {
        return true;
      }
    }
    return false;
  }

  private void note(String name, String value) {
    switch (name) {
      case ":message-type" -> type = value;
      case ":event-type" -> eventType = value;
      case ":exception-type" -> exceptionType = value;
      case ":error-code" -> errorCode = value;
      default -> {}
    }
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
