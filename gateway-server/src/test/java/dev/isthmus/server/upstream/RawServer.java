package dev.isthmus.server.upstream;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A provider made of plain sockets that follows a script per connection. */
final class RawServer implements Closeable {

  /** What the server does with one connection; it is closed when the script ends. */
  interface Script {
    void play(Peer peer) throws IOException;
  }

  final AtomicInteger accepted = new AtomicInteger();
  final AtomicLong bytes = new AtomicLong();
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final ServerSocket listening;
  private final Script script;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  RawServer(Script script) throws IOException {
    this(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), script);
  }

  RawServer(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        accepted.incrementAndGet();
        open.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.play(new Peer(socket));
      ends.add("done");
    } catch (IOException gone) {
      ends.add("broken");
    }
  }

  /** One connection, seen from the server. */
  final class Peer {
    private final Socket socket;
    private final InputStream in;

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      socket.setTcpNoDelay(true);
    }

    /** Reads one request, and throws where the connection ends first. */
    byte[] request() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (!endsHead(all)) {
        all.write(readByte());
      }
      String head = all.toString(StandardCharsets.ISO_8859_1);
      requests.add(head);
      int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
      int length =
          at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)).trim());
      byte[] body = new byte[length];
      for (int read = 0; read < length; ) {
        int count = in.read(body, read, length - read);
        if (count < 0) {
          throw new IOException("ended inside a body");
        }
        bytes.addAndGet(count);
        read += count;
      }
      return body;
    }

    int readByte() throws IOException {
      int b = in.read();
      if (b < 0) {
        throw new IOException("ended");
      }
      bytes.incrementAndGet();
      return b;
    }

    /** Waits until the other side ends; true for a clean end. */
    boolean awaitEnd() {
      try {
        while (in.read() >= 0) {
          bytes.incrementAndGet();
        }
        return true;
      } catch (IOException reset) {
        return false;
      }
    }

    Peer send(String text) throws IOException {
      return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Peer send(byte[] data) throws IOException {
      socket.getOutputStream().write(data);
      socket.getOutputStream().flush();
      return this;
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private static boolean endsHead(ByteArrayOutputStream all) {
    byte[] b = all.toByteArray();
    int n = b.length;
    return n >= 4 && b[n - 4] == '\r' && b[n - 3] == '\n' && b[n - 2] == '\r' && b[n - 1] == '\n';
  }

  String awaitRequest() throws InterruptedException {
    String head = requests.poll(5, TimeUnit.SECONDS);
    if (head == null) {
      throw new AssertionError("no request came");
    }
    return head;
  }

  String awaitEnd() throws InterruptedException {
    String end = ends.poll(5, TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("the connection did not end");
    }
    return end;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
