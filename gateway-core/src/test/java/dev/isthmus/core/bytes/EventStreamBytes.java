package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Writes messages of an event stream, right ones and wrong ones. */
public final class EventStreamBytes {

  private EventStreamBytes() {}

  /** An event as Bedrock writes it. */
  public static byte[] event(String name, String payload) {
    return message(
        joined(
            header(":event-type", name),
            header(":content-type", "application/json"),
            header(":message-type", "event")),
        payload);
  }

  /** A part of a container's answer as SageMaker writes it. */
  public static byte[] part(byte[] payload) {
    byte[] headers =
        joined(
            header(":event-type", "PayloadPart"),
            header(":content-type", "application/octet-stream"),
            header(":message-type", "event"));
    return message(16 + headers.length + payload.length, headers.length, joined(headers, payload));
  }

  /** An exception as Bedrock writes it. */
  public static byte[] exception(String name, String payload) {
    return message(
        joined(
            header(":exception-type", name),
            header(":content-type", "application/json"),
            header(":message-type", "exception")),
        payload);
  }

  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] header(String name, String value) {
    byte[] text = value.getBytes(UTF_8);
    byte[] size = {(byte) (text.length >> 8), (byte) text.length};
    return header(name, 7, joined(size, text));
  }

  static byte[] header(String name, int type, byte[] value) {
    byte[] text = name.getBytes(UTF_8);
    return joined(new byte[] {(byte) text.length}, text, new byte[] {(byte) type}, value);
  }

  public static byte[] message(byte[] headers, String payload) {
    byte[] text = payload.getBytes(UTF_8);
    return message(16 + headers.length + text.length, headers.length, joined(headers, text));
  }

  /** A message that claims these lengths, with right checksums. */
  static byte[] message(int total, int headersLength, byte[] content) {
    ByteBuffer out = ByteBuffer.allocate(16 + content.length);
    out.putInt(total).putInt(headersLength).putInt(checksum(out.array(), 8)).put(content);
    return out.putInt(checksum(out.array(), 12 + content.length)).array();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
