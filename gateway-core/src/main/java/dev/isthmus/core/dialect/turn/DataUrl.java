package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that holds its bytes itself: {@code data:<type>;base64,<data>}.
 *
 * <p>Source: RFC 2397.
 */
public final class DataUrl {
  /** Longest head of a data URL that is looked at. */
  private static final int MAX_HEAD_BYTES = 128;

  private static final Pattern HEAD =
      Pattern.compile(
          "data:([\\w.+-]+/[\\w.+-]+)(?:;[\\w.+=-]+)*;base64", Pattern.CASE_INSENSITIVE);

  private DataUrl() {}

  /**
   * What {@code url} holds, as a slice of it; null where it is no data URL in base64.
   *
   * @param title of the media, or null
   */
  public static @Nullable Media media(ByteBuf url, @Nullable String title) {
    int comma = url.bytesBefore(Math.min(MAX_HEAD_BYTES, url.readableBytes()), (byte) ',');
    if (comma <= 0) {
      return null;
    }
    Matcher head = HEAD.matcher(url.toString(url.readerIndex(), comma, StandardCharsets.US_ASCII));
    if (!head.matches()) {
      return null;
    }
    String type = head.group(1).toLowerCase(Locale.ROOT); // providers know the usual form alone
    ByteBuf bytes = url.slice(url.readerIndex() + comma + 1, url.readableBytes() - comma - 1);
    return new Media(Media.Kind.of(type), type, bytes, null, title);
  }
}
