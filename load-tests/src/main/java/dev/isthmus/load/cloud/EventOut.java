package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.model.Tokens;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in a framing, up to a set number of them; what comes after is dropped.
 *
 * <p>Threads: the cloud's event loop.
 */
final class EventOut {

  private static final byte[] DATA = ascii("data: ");
  private static final byte[] EVENT = ascii("event: ");
  private static final byte[] DONE = ascii("[DONE]");

  private static final int MOST_PART_BYTES = 128;

  private final Framing framing;
  private final byte[] lineEnd;
  private final long most;
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private final ByteBuf staged;
  private long count;
  private long parts;
  private boolean cut;
  private byte @Nullable [] dropped;

  /** Lets {@code most} events pass. */
  EventOut(Framing framing, long most) {
    this.framing = framing;
    this.lineEnd = ascii(framing == Framing.SSE_CRLF ? "\r\n" : "\n");
    this.most = most;
    this.staged = framing == Framing.PAYLOAD_PARTS ? Unpooled.buffer() : Unpooled.EMPTY_BUFFER;
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
      template.write(sink(), text);
      finish();
    }
  }

  /** An event with a name, as the Responses API and AWS have them. */
  void named(String name, JsonNode data) {
    if (framing == Framing.EVENT_STREAM) {
      frame(EventFrame.event(name, Json.bytes(data)));
    } else if (admits()) {
      out.writeBytes(EVENT).writeBytes(ascii(name)).writeBytes(lineEnd);
      write(Json.bytes(data));
    }
  }

  /** The end of an AWS stream that went wrong. */
  void exception(String type, JsonNode data) {
    flush();
    frame(EventFrame.exception(type, Json.bytes(data)));
  }

  /** A whole document that a container answered. */
  void document(JsonNode body) {
    if (admits()) {
      sink().writeBytes(Json.bytes(body));
      count++;
    }
  }

  /** Cuts what a container wrote into parts that respect nothing, neither events nor characters. */
  void flush() {
    while (staged.isReadable()) {
      long drawn = Tokens.mix(parts++) & (MOST_PART_BYTES - 1);
      byte[] part = new byte[(int) Math.min(staged.readableBytes(), 1 + drawn)];
      staged.readBytes(part);
      out.writeBytes(EventFrame.part(part));
    }
    if (framing == Framing.PAYLOAD_PARTS) {
      staged.clear();
    }
  }

  /**
   * The first {@code bytes} bytes of the AWS message that would have come next; nothing in other
   * framings.
   */
  void torn(int bytes) {
    byte[] next = framing == Framing.PAYLOAD_PARTS ? EventFrame.part(DATA) : dropped;
    if (next != null) {
      out.writeBytes(next, 0, Math.max(0, Math.min(bytes, next.length - 1)));
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
    sink().writeBytes(data);
    finish();
  }

  private void frame(byte[] frame) {
    if (admits()) {
      out.writeBytes(frame);
      count++;
    } else if (dropped == null) {
      dropped = frame;
    }
  }

  private ByteBuf sink() {
    return framing == Framing.PAYLOAD_PARTS ? staged : out;
  }

  private void begin() {
    if (framing == Framing.ARRAY) {
      out.writeBytes(ascii(count == 0 ? "[" : "\n,\n"));
    } else {
      sink().writeBytes(DATA);
    }
    count++;
  }

  private void finish() {
    if (framing != Framing.ARRAY) {
      sink().writeBytes(lineEnd).writeBytes(lineEnd);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
