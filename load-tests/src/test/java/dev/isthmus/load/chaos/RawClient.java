package dev.isthmus.load.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that sends the bytes it is told to, when it is told to, and knows no protocol.
 *
 * <p>Threads: one.
 */
public final class RawClient implements AutoCloseable {

  /** How a reading ended. */
  public enum End {
    /** The peer closed. */
    CLOSED,
    /** The peer reset the connection. */
    RESET,
    /** Nothing more came in time. */
    TIMEOUT,
    /** What was waited for has come. */
    FOUND
  }

  /** What was read, one character for each byte, and how that ended. */
  public record Reading(String text, End end) {
    /** The status of the first response in it, or 0. */
    public int status() {
      return text.matches("(?s)HTTP/1\\.[01] \\d{3}.*")
          ? Integer.parseInt(text.substring(9, 12))
          : 0;
    }
  }

  private static final int BUFFER_BYTES = 16 << 10;

  private final Socket socket;

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  /** Connects to loopback. */
  public static RawClient connect(int port) throws IOException {
    return connect(port, 0);
  }

  /**
   * Connects with a receive buffer of about {@code receiveBytes}, so that not reading is felt soon;
   * 0 for the usual.
   */
  public static RawClient connect(int port, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
    return new RawClient(socket);
  }

  /** Sends what {@code text} stands for, see {@link Bytes}. */
  public RawClient send(String text) throws IOException {
    return send(Bytes.of(text));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends {@code bytes} in parts of {@code size}, each in a packet of its own as far as can be. */
  public RawClient sendSliced(byte[] bytes, int size) throws IOException {
    for (int from = 0; from < bytes.length; from += size) {
      socket.getOutputStream().write(bytes, from, Math.min(size, bytes.length - from));
      socket.getOutputStream().flush();
    }
    return this;
  }

  /** A pause of the script. */
  public RawClient pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
    return this;
  }

  /** Says that nothing more will be sent; reading goes on. */
  public RawClient halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Closes with a reset instead of a goodbye. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Reads until the peer closes or {@code timeout} is over. */
  public Reading readToEnd(Duration timeout) throws IOException {
    return read("", timeout);
  }

  /** Reads until {@code text} has come, the peer closes or {@code timeout} is over. */
  public Reading readUntil(String text, Duration timeout) throws IOException {
    return read(text, timeout);
  }

  private Reading read(String until, Duration timeout) throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    long deadline = System.nanoTime() + timeout.toNanos();
    InputStream in = socket.getInputStream();
    while (true) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return reading(seen, End.TIMEOUT);
      }
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, leftMillis));
      try {
        // byte by byte while something is waited for, so that what follows stays unread
        int count = in.read(buffer, 0, until.isEmpty() ? buffer.length : 1);
        if (count < 0) {
          return reading(seen, End.CLOSED);
        }
        seen.write(buffer, 0, count);
      } catch (SocketTimeoutException e) {
        return reading(seen, End.TIMEOUT);
      } catch (SocketException e) {
        return reading(seen, End.RESET);
      }
      if (!until.isEmpty() && endsWith(seen, until)) {
        return reading(seen, End.FOUND);
      }
    }
  }

  private static Reading reading(ByteArrayOutputStream seen, End end) {
    return new Reading(seen.toString(StandardCharsets.ISO_8859_1), end);
  }

  private static boolean endsWith(ByteArrayOutputStream seen, String until) {
    return seen.size() >= until.length()
        && seen.toString(StandardCharsets.ISO_8859_1).endsWith(until);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
