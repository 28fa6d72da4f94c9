package dev.isthmus.load.cloud;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * One message of AWS's event stream.
 *
 * <p>Shape: total length, length of the headers and a CRC of these two; headers, payload, a CRC of
 * all before it. All numbers big-endian. Source: the protocol sheets.
 */
final class EventFrame {

  private static final String JSON = "application/json";
  private static final int PRELUDE = 12;
  private static final int CRC = 4;
  private static final byte STRING = 7;

  private EventFrame() {}

  /** An event whose payload is JSON. */
  static byte[] event(String type, byte[] payload) {
    return frame(headers(":event-type", type, JSON, "event"), payload);
  }

  /** A piece of whatever a container answers. */
  static byte[] part(byte[] payload) {
    return frame(
        headers(":event-type", "PayloadPart", "application/octet-stream", "event"), payload);
  }

  /** The end of a stream that went wrong. */
  static byte[] exception(String type, byte[] payload) {
    return frame(headers(":exception-type", type, JSON, "exception"), payload);
  }

  static byte[] frame(byte[] headers, byte[] payload) {
    int total = PRELUDE + headers.length + payload.length + CRC;
    ByteBuffer frame = ByteBuffer.allocate(total).putInt(total).putInt(headers.length);
    frame.putInt(crc(frame)).put(headers).put(payload);
    return frame.putInt(crc(frame)).array();
  }

  private static byte[] headers(String typeName, String type, String contentType, String message) {
    String[] pairs = {typeName, type, ":content-type", contentType, ":message-type", message};
    int length = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      length += 1 + pairs[i].length() + 1 + Short.BYTES + pairs[i + 1].length();
    }
    ByteBuffer headers = ByteBuffer.allocate(length);
    for (int i = 0; i < pairs.length; i += 2) {
      headers.put((byte) pairs[i].length()).put(ascii(pairs[i])).put(STRING);
      headers.putShort((short) pairs[i + 1].length()).put(ascii(pairs[i + 1]));
    }
    return headers.array();
  }

  /** Of what was put so far. */
  private static int crc(ByteBuffer frame) {
    CRC32 crc = new CRC32();
    crc.update(frame.duplicate().flip());
    return (int) crc.getValue();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
