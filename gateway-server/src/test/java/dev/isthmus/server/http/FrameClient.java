package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Sends HTTP/2 frames over a plain socket, well-formed or not, and reads what comes back. */
final class FrameClient implements Closeable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final int SETTINGS = 4;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  final Socket socket;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DataInputStream in;

  /** One frame that came back; its payload as one character per byte. */
  record Frame(int type, int flags, int stream, String payload) {

    /** The error code of a RST_STREAM or GOAWAY. */
    int error() {
      int at = type == GOAWAY ? 4 : 0;
      return payload.charAt(at + 2) << 8 | payload.charAt(at + 3);
    }
  }

  FrameClient(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(5_000);
    in = new DataInputStream(socket.getInputStream());
    out.writeBytes(PREFACE.getBytes(ISO_8859_1));
    frame(SETTINGS, 0, 0, new byte[0]);
    flush();
  }

  /** The headers of a request that {@link ScriptedGate} knows, and {@code more} after them. */
  static List<String> post(String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of(":method", "POST", ":scheme", "http", ":path", "/v1/chat/completions"));
    all.addAll(List.of(":authority", "gw.test", "authorization", ScriptedGate.KEY));
    all.addAll(List.of(more));
    return all;
  }

  FrameClient headers(int stream, int flags, List<String> fields) {
    return frame(HEADERS, flags | END_HEADERS, stream, block(fields));
  }

  FrameClient frame(int type, int flags, int stream, byte[] payload) {
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(stream >> shift);
    }
    out.writeBytes(payload);
    return this;
  }

  FrameClient reset(int stream) {
    return frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
  }

  FrameClient flush() throws IOException {
    byte[] bytes = out.toByteArray();
    out.reset();
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** As {@link #flush}; the server may have closed by now. */
  FrameClient flushAnyway() {
    try {
      flush();
    } catch (IOException e) {
      // What it said before is still to be read.
    }
    return this;
  }

  /** The next frame about a stream, or GOAWAY. */
  Frame read() throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      String payload = new String(in.readNBytes(length), ISO_8859_1);
      if (type == GOAWAY || (stream != 0 && type != WINDOW_UPDATE)) {
        return new Frame(type, flags, stream, payload);
      }
    }
  }

  /** The next frame of {@code type}; others are passed over. */
  Frame read(int type) throws IOException {
    Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /** A header block of literals, without compression. */
  static byte[] block(List<String> fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.size(); i += 2) {
      block.write(0);
      string(block, fields.get(i));
      string(block, fields.get(i + 1));
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.write((rest & 127) | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** Hangs up. */
  void leave() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    leave();
  }
}
