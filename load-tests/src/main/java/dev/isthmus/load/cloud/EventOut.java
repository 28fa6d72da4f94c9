package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes events in a framing, up to a set number of them; what comes after is dropped.
 *
 * <p>Threads: the cloud's event loop.
 */
final class EventOut {

  private static final byte[] DATA = ascii("data: ");
  private static final byte[] EVENT = ascii("event: ");
  private static final byte[] DONE = ascii("[DONE]");

  private final Framing framing;
  private final byte[] lineEnd;
  private final long most;
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private long count;
  private boolean cut;

  /** Lets {@code most} events pass. */
  EventOut(Framing framing, long most) {
    this.framing = framing;
    this.lineEnd = ascii(framing == Framing.SSE_CRLF ? "\r\n" : "\n");
    this.most = most;
  }

  /** Borrows {@code buffer} until the next call of this: events go there. */
  void into(ByteBuf buffer) {
    out = buffer;
  }

  void event(JsonNode data) {
    event(data.path("type").asText(), Json.bytes(data));
  }

  /** {@code template} with {@code text} in its hole: the event that streams are made of. */
  void event(EventTemplate template, String text) {
    if (admits()) {
      name(template.type());
      begin();
      template.write(out, text);
      finish();
    }
  }

  /** An event with a name, as the Responses API has them. */
  void named(String name, JsonNode data) {
    if (admits()) {
      out.writeBytes(EVENT).writeBytes(ascii(name)).writeBytes(lineEnd);
      write(Json.bytes(data));
    }
  }

  /** OpenAI's end mark. */
  void done() {
    event("", DONE);
  }

  /** The end of the stream, where the framing has one of its own. */
  void end() {
    if (framing == Framing.ARRAY && !cut) {
      out.writeBytes(ascii(count == 0 ? "[]\n" : "\n]\n"));
    }
  }

  /** Whether an event was dropped. */
  boolean cut() {
    return cut;
  }

  long count() {
    return count;
  }

  private void event(String type, byte[] data) {
    if (admits()) {
      name(type);
      write(data);
    }
  }

  private boolean admits() {
    cut |= count >= most;
    return !cut;
  }

  private void name(String type) {
    if (framing == Framing.SSE_NAMED) {
      out.writeBytes(EVENT).writeBytes(ascii(type)).writeBytes(lineEnd);
    }
  }

  private void write(byte[] data) {
    begin();
    out.writeBytes(data);
    finish();
  }

  private void begin() {
    if (framing == Framing.ARRAY) {
      out.writeBytes(ascii(count == 0 ? "[" : "\n,\n"));
    } else {
      out.writeBytes(DATA);
    }
    count++;
  }

  private void finish() {
    if (framing != Framing.ARRAY) {
      out.writeBytes(lineEnd).writeBytes(lineEnd);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
