package dev.isthmus.load.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A relay between two ends that spoils the connection as it is told; every setting holds at once,
 * for connections that are open as well.
 *
 * <p>Threads: two for each connection; the methods are for any.
 */
public final class ChaosPipe implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 << 10;
  private static final int BACKLOG = 256;
  private static final long HANG_CHECK_NANOS = 1_000_000;

  /** Which way bytes go. UP: from the client to the server. DOWN: back. */
  public enum Way {
    UP,
    DOWN
  }

  private final ServerSocket listener;
  private final int target;
  private final Toxics up = new Toxics();
  private final Toxics down = new Toxics();
  private final List<Socket> sockets = new ArrayList<>();
  private volatile boolean refusing;

  private ChaosPipe(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Relays to {@code target} on loopback. */
  public static ChaosPipe to(int target) throws IOException {
    ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    ChaosPipe pipe = new ChaosPipe(listener, target);
    thread("chaos-accept", pipe::accept);
    return pipe;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Every part that passes waits for {@code time} first. */
  public void latency(Way way, Duration time) {
    toxics(way).latencyNanos = time.toNanos();
  }

  /** At most {@code bytesPerSecond}; 0 for no limit. */
  public void bandwidth(Way way, long bytesPerSecond) {
    toxics(way).bytesPerSecond = bytesPerSecond;
  }

  /** Passes on in parts of at most {@code bytes}; 0 for as they come. */
  public void slicer(Way way, int bytes) {
    toxics(way).sliceBytes = bytes;
  }

  /** Stops passing anything on, or goes on; connections stay open. */
  public void hang(Way way, boolean on) {
    toxics(way).hanging = on;
  }

  /**
   * Closes connections once {@code bytes} have passed this way on all of them, counted from now; −1
   * for no limit.
   */
  public void limitData(Way way, long bytes) {
    toxics(way).passed = 0;
    toxics(way).limitBytes = bytes;
  }

  /** The receiving end of this way does not hear of it when the other end says goodbye. */
  public void halfOpen(Way way, boolean on) {
    toxics(way).swallowsEnd = on;
  }

  /** Closes new connections at once, or takes them again. */
  public void refuse(boolean on) {
    refusing = on;
  }

  /** Resets every connection, on both sides. */
  public void resetAll() throws IOException {
    synchronized (sockets) {
      for (Socket socket : sockets) {
        if (!socket.isClosed()) {
          socket.setSoLinger(true, 0);
          socket.close();
        }
      }
      sockets.clear();
    }
  }

  /** Bytes that went this way. */
  public long passed(Way way) {
    return toxics(way).total;
  }

  private Toxics toxics(Way way) {
    return way == Way.UP ? up : down;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          client.setSoLinger(true, 0);
          client.close();
          continue;
        }
        Socket server = new Socket();
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5000);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        synchronized (sockets) {
          sockets.removeIf(Socket::isClosed);
          sockets.add(client);
          sockets.add(server);
        }
        thread("chaos-up", () -> relay(client, server, up));
        thread("chaos-down", () -> relay(server, client, down));
      } catch (IOException e) {
        // closed, or the target refused: the client sees that its connection ends
      }
    }
  }

  private void relay(Socket from, Socket to, Toxics toxics) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!toxics.pass(buffer, count, out, to)) {
          from.close();
          to.close();
          return;
        }
      }
      if (!toxics.swallowsEnd) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      end(from, to, toxics);
    }
  }

  /** One side failed: so does the other, as a reset, unless that is to be hidden. */
  private static void end(Socket from, Socket to, Toxics toxics) {
    if (toxics.swallowsEnd) {
      return;
    }
    try {
      to.setSoLinger(true, 0);
      to.close();
      from.close();
    } catch (IOException e) {
      // it is closed already
    }
  }

  private static void thread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    resetAll();
  }

  private static final class Toxics {
    volatile long latencyNanos;
    volatile long bytesPerSecond;
    volatile int sliceBytes;
    volatile boolean hanging;
    volatile long limitBytes = -1;
    volatile boolean swallowsEnd;
    volatile long passed;
    volatile long total;

    /** Passes {@code count} bytes on; false when the limit is reached. */
    boolean pass(byte[] buffer, int count, OutputStream out, Socket to) throws IOException {
      int slice = sliceBytes > 0 ? sliceBytes : count;
      for (int from = 0; from < count; from += slice) {
        while (hanging && !to.isClosed()) {
          LockSupport.parkNanos(HANG_CHECK_NANOS);
        }
        int size = Math.min(slice, count - from);
        long allowed = room(size);
        delay(size);
        out.write(buffer, from, (int) allowed);
        out.flush();
        if (allowed < size) {
          return false;
        }
      }
      return true;
    }

    /** How many of {@code size} bytes may still pass; counts them. */
    private synchronized long room(int size) {
      long allowed = limitBytes < 0 ? size : Math.max(0, Math.min(size, limitBytes - passed));
      passed += allowed;
      total += allowed;
      return allowed;
    }

    private void delay(int size) {
      long rate = bytesPerSecond;
      long nanos = latencyNanos + (rate > 0 ? size * 1_000_000_000L / rate : 0);
      if (nanos > 0) {
        LockSupport.parkNanos(nanos);
      }
    }
  }
}
