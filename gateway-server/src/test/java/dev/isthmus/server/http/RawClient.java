package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends scripted bytes over a plain socket: it shares no code with the server, and no bug. */
final class RawClient implements Closeable {
  private static final int TIMEOUT_MILLIS = 5_000;

  final Socket socket;

  RawClient(InetSocketAddress server) throws IOException {
    this(new Socket(server.getAddress(), server.getPort()));
  }

  RawClient(Socket connected) throws IOException {
    socket = connected;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  RawClient send(String latin1) throws IOException {
    return send(latin1.getBytes(ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends what the server may not wait for; a reset on the way is not the client's problem. */
  RawClient sendAnyway(String latin1) {
    try {
      send(latin1);
    } catch (IOException e) {
      // The server has said what it had to say.
    }
    return this;
  }

  /** One answer: its status, its head as it came, and its body without its framing. */
  record Answer(int status, String head, String body) {

    /** The value of the header {@code name} (lower case), or null. */
    @Nullable String header(String name) {
      for (String line : head.lines().toList()) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return null;
    }
  }

  /** Reads one answer by its framing. */
  Answer read() throws IOException {
    return read(false);
  }

  Answer read(boolean toHead) throws IOException {
    String head = readUntilBlankLine();
    int status = Integer.parseInt(head.substring(9, 12));
    Answer answer = new Answer(status, head, "");
    if (toHead || status < 200) {
      return answer;
    }
    if ("chunked".equals(answer.header("transfer-encoding"))) {
      return new Answer(status, head, readChunks());
    }
    String length = answer.header("content-length");
    String body = length == null ? readToEnd() : readExactly(Integer.parseInt(length));
    return new Answer(status, head, body);
  }

  /** Reads chunks up to the last; throws if the connection ends before it. */
  String readChunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(readLine(), 16);
      body.append(readExactly(size));
      if (!readLine().isEmpty()) {
        throw new IOException("chunk: no line end behind it");
      }
      if (size == 0) {
        return body.toString();
      }
    }
  }

  String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("end of connection in a line: " + line);
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    return text.substring(0, text.length() - 1);
  }

  String readExactly(int bytes) throws IOException {
    byte[] read = socket.getInputStream().readNBytes(bytes);
    if (read.length < bytes) {
      throw new IOException("end of connection after " + read.length + " of " + bytes + " bytes");
    }
    return new String(read, ISO_8859_1);
  }

  String readToEnd() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** Milliseconds until the server closed its side; whatever it still sends is dropped. */
  long millisToEnd() {
    long start = System.nanoTime();
    try {
      while (socket.getInputStream().read() >= 0) {
        // Dropped.
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server left the connection open", e);
    } catch (IOException e) {
      // A reset is an end, too.
    }
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Statuses of all answers up to the end of the connection. */
  List<Integer> readAllStatuses() throws IOException {
    List<Integer> statuses = new ArrayList<>();
    for (String rest = readToEnd(); rest.startsWith("HTTP/1.1 "); ) {
      statuses.add(Integer.parseInt(rest.substring(9, 12)));
      int next = rest.indexOf("HTTP/1.1 ", 9);
      rest = next < 0 ? "" : rest.substring(next);
    }
    return statuses;
  }

  /** Closes so that the server sees a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Hangs up. */
  void leave() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    leave();
  }

  private String readUntilBlankLine() throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      head.append(line).append("\r\n");
    }
    return head.toString();
  }
}
