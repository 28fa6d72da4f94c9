package dev.isthmus.load.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A server that plays a script on each connection and writes down everything it gets.
 *
 * <p>A script is played again for the next request while the connection lasts. Threads: two for
 * each connection (one plays, one reads); the methods are for any.
 */
public final class FakeUpstream implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 << 10;
  private static final int BACKLOG = 256;

  private final ServerSocket listener;
  private final IntFunction<Script> scripts;
  private final List<Connection> connections = new ArrayList<>();
  private final Semaphore go = new Semaphore(0);
  private volatile boolean closed;

  private FakeUpstream(ServerSocket listener, IntFunction<Script> scripts) {
    this.listener = listener;
    this.scripts = scripts;
  }

  /** Plays {@code script} on every connection. */
  public static FakeUpstream start(Script script) throws IOException {
    return start(number -> script);
  }

  /** Plays what {@code scripts} gives for the number of the connection, from 0. */
  public static FakeUpstream start(IntFunction<Script> scripts) throws IOException {
    ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    FakeUpstream upstream = new FakeUpstream(listener, scripts);
    thread("fake-accept", upstream::accept);
    return upstream;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Lets one {@link Script#await} go on. */
  public void go() {
    go.release();
  }

  /** Connections so far, in their order. */
  public List<Connection> connections() {
    synchronized (connections) {
      return List.copyOf(connections);
    }
  }

  /** Whole requests seen on all connections. */
  public int requests() {
    return connections().stream().mapToInt(Connection::requests).sum();
  }

  /** All bytes that came on all connections. */
  public long bytesReceived() {
    return connections().stream().mapToLong(one -> one.received().length).sum();
  }

  private void accept() {
    while (!closed) {
      try {
        Connection connection = new Connection(listener.accept());
        int number;
        synchronized (connections) {
          number = connections.size();
          connections.add(connection);
        }
        thread("fake-read", connection::read);
        thread("fake-play", () -> connection.play(scripts.apply(number)));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void thread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (Connection connection : connections()) {
      connection.socket.close();
    }
  }

  /** One connection and what came on it. */
  public final class Connection {
    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int consumed;
    private int requests;
    private boolean gone;
    private boolean reset;
    private long goneNanos;

    private Connection(Socket socket) {
      this.socket = socket;
    }

    /** Everything that came. */
    public byte[] received() {
      synchronized (received) {
        return received.toByteArray();
      }
    }

    /** Whole requests that the script has read. */
    public int requests() {
      synchronized (received) {
        return requests;
      }
    }

    /** Whether the peer reset the connection. */
    public boolean reset() {
      synchronized (received) {
        return reset;
      }
    }

    /**
     * Waits until the peer has closed or reset; returns when that was, or 0 after {@code seconds}.
     */
    public long awaitGone(int seconds) throws InterruptedException {
      synchronized (received) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!gone && deadline - System.nanoTime() > 0) {
          received.wait(10);
        }
        return goneNanos;
      }
    }

    private void read() {
      byte[] buffer = new byte[BUFFER_BYTES];
      boolean byReset = false;
      try {
        InputStream in = socket.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          synchronized (received) {
            received.write(buffer, 0, count);
            received.notifyAll();
          }
        }
      } catch (SocketException e) {
        byReset = !socket.isClosed();
      } catch (IOException e) {
        byReset = true;
      }
      synchronized (received) {
        gone = true;
        reset = byReset;
        goneNanos = System.nanoTime();
        received.notifyAll();
      }
    }

    private void play(Script script) {
      try {
        do {
          for (Script.Step step : script.steps()) {
            play(step);
          }
        } while (!socket.isClosed() && rereads(script));
      } catch (IOException e) {
        // the peer is gone: what came until then has been written down
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Only a script that begins with a request can begin again. */
    private boolean rereads(Script script) {
      return !script.steps().isEmpty() && script.steps().get(0) instanceof Script.Step.ReadRequest;
    }

    private void play(Script.Step step) throws IOException, InterruptedException {
      if (step instanceof Script.Step.ReadRequest) {
        readRequest();
      } else if (step instanceof Script.Step.Send send) {
        send(send);
      } else if (step instanceof Script.Step.Pause pause) {
        LockSupport.parkNanos(pause.time().toNanos());
      } else if (step instanceof Script.Step.Await) {
        go.acquire();
      } else if (step instanceof Script.Step.Hang) {
        awaitGone(Integer.MAX_VALUE);
      } else {
        socket.setSoLinger(step instanceof Script.Step.Reset, 0);
        socket.close();
      }
    }

    private void send(Script.Step.Send send) throws IOException {
      byte[] bytes = send.text().getBytes(StandardCharsets.ISO_8859_1);
      for (int from = 0; from < bytes.length; from += send.slice()) {
        int size = Math.min(send.slice(), bytes.length - from);
        socket.getOutputStream().write(bytes, from, size);
        socket.getOutputStream().flush();
      }
    }

    private void readRequest() throws IOException, InterruptedException {
      synchronized (received) {
        int end = requestEnd();
        while (end < 0) {
          if (gone) {
            throw new IOException("gone");
          }
          received.wait();
          end = requestEnd();
        }
        consumed = end;
        requests++;
      }
    }

    /** Where the request that begins at {@link #consumed} ends, or −1 while it is not whole. */
    private int requestEnd() {
      String text = Bytes.text(received.toByteArray());
      int head = text.indexOf("\r\n\r\n", consumed);
      if (head < 0) {
        return -1;
      }
      String fields = text.substring(consumed, head).toLowerCase(Locale.ROOT);
      int body = head + 4;
      if (fields.contains("\r\ntransfer-encoding:")) {
        int last = text.startsWith("0\r\n\r\n", body) ? body : text.indexOf("\r\n0\r\n\r\n", body);
        return last < 0 ? -1 : last + (last == body ? 5 : 7);
      }
      int at = fields.indexOf("\r\ncontent-length:");
      int length =
          at < 0
              ? 0
              : Integer.parseInt(fields.substring(at + 17).lines().findFirst().orElse("0").trim());
      return text.length() < body + length ? -1 : body + length;
    }
  }
}
