package dev.isthmus.core.provider;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal's body says, whichever of the usual shapes it has: OpenAI's, Azure's, Anthropic's,
 * Google's (also inside an array), Amazon's, Stability's, or a flat one. Anything else reads as
 * empty.
 *
 * <p>{@code message} may hold the caller's own words: it is for the caller, never for a log.
 *
 * @param code a name or a number in words; lower case
 * @param status Google's name of the status; upper case
 * @param retryDelay Google's {@code RetryInfo}, such as {@code 3.5s}
 */
record ErrorBody(
    @Nullable String code,
    @Nullable String type,
    @Nullable String message,
    @Nullable String status,
    @Nullable String retryDelay) {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_NAME_BYTES = 128;
  private static final int MAX_MESSAGE_BYTES = 2048;

  private static final JsonPaths PATHS =
      JsonPaths.builder()
          .captured("error.code", MAX_NAME_BYTES)
          .captured("error.type", MAX_NAME_BYTES)
          .captured("error.message", MAX_MESSAGE_BYTES)
          .captured("error.status", MAX_NAME_BYTES)
          .captured("error.details[].retryDelay", MAX_NAME_BYTES)
          .captured("message", MAX_MESSAGE_BYTES)
          .captured("Message", MAX_MESSAGE_BYTES)
          .captured("__type", MAX_NAME_BYTES)
          .captured("code", MAX_NAME_BYTES)
          .captured("type", MAX_NAME_BYTES)
          .captured("name", MAX_NAME_BYTES)
          .captured("errors[]", MAX_MESSAGE_BYTES)
          .build();
  private static final int CODE = PATHS.id("error.code");
  private static final int TYPE = PATHS.id("error.type");
  private static final int MESSAGE = PATHS.id("error.message");
  private static final int STATUS = PATHS.id("error.status");
  private static final int RETRY_DELAY = PATHS.id("error.details[].retryDelay");
  private static final int FLAT_MESSAGE = PATHS.id("message");
  private static final int AWS_MESSAGE = PATHS.id("Message");
  private static final int AWS_TYPE = PATHS.id("__type");
  private static final int FLAT_CODE = PATHS.id("code");
  private static final int FLAT_TYPE = PATHS.id("type");

  private static final int NAME = PATHS.id("name");
  private static final int ERRORS = PATHS.id("errors[]");

  /** Borrows {@code body}. */
  static ErrorBody read(ByteBuf body) {
    int from = body.indexOf(body.readerIndex(), body.writerIndex(), (byte) '{');
    JsonScanner scanner = new JsonScanner(PATHS, MAX_DEPTH);
    if (from >= 0) {
      // What follows the object, such as an array's end, is an error that does not matter here.
      scanner.feed(body.slice(from, body.writerIndex() - from));
    }
    return new ErrorBody(
        lower(first(scanner, CODE, FLAT_CODE, NAME)),
        lower(first(scanner, TYPE, FLAT_TYPE, AWS_TYPE)),
        first(scanner, MESSAGE, FLAT_MESSAGE, AWS_MESSAGE, ERRORS),
        scanner.text(STATUS),
        scanner.text(RETRY_DELAY));
  }

  boolean isEmpty() {
    return code == null && type == null && message == null && status == null;
  }

  /** Whether the code or the type is one of {@code names}. */
  boolean says(String... names) {
    for (String name : names) {
      if (name.equals(code) || name.equals(type)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the message holds {@code phrase}, whatever its case. */
  boolean mentions(String phrase) {
    return message != null && message.toLowerCase(Locale.ROOT).contains(phrase);
  }

  private static @Nullable String first(JsonScanner scanner, int... paths) {
    for (int path : paths) {
      String value = text(scanner, path);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String text(JsonScanner scanner, int path) {
    String text = scanner.text(path);
    long number = text == null ? scanner.longValue(path) : Long.MIN_VALUE;
    return number == Long.MIN_VALUE ? text : Long.toString(number);
  }

  private static @Nullable String lower(@Nullable String value) {
    return value == null ? null : value.toLowerCase(Locale.ROOT);
  }
}
