package dev.isthmus.load.cloud;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * An event that comes again and again with nothing new but one string: the rest of it is written
 * once. Threads: the cloud's event loop.
 */
final class EventTemplate {

  /** What stands where the string goes. */
  static final String HOLE = "@@text@@";

  private final String type;
  private final byte[] before;
  private final byte[] after;

  private EventTemplate(String type, byte[] before, byte[] after) {
    this.type = type;
    this.before = before;
    this.after = after;
  }

  /** Of {@code event}, one of whose strings is {@link #HOLE}. */
  static EventTemplate of(JsonNode event) {
    String text = event.toString();
    int hole = text.indexOf(HOLE);
    return new EventTemplate(
        event.path("type").asText(),
        text.substring(0, hole).getBytes(StandardCharsets.UTF_8),
        text.substring(hole + HOLE.length()).getBytes(StandardCharsets.UTF_8));
  }

  /** The {@code type} of the event, or empty. */
  String type() {
    return type;
  }

  /** Appends the event with {@code text} to {@code out}. */
  void write(ByteBuf out, String text) {
    out.writeBytes(before);
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    out.writeBytes(after);
  }
}
