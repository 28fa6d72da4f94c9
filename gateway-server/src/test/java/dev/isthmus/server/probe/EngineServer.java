package dev.isthmus.server.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine of plain sockets: answers each request with the bytes that hold then; none at all where
 * they are empty. It ends a connection after an answer that says so.
 */
final class EngineServer implements Closeable {
  final AtomicInteger connections = new AtomicInteger();
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final ServerSocket listening;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private volatile String answer;

  EngineServer(String answer) throws IOException {
    this(answer, new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
  }

  EngineServer(String answer, ServerSocket listening) {
    this.answer = answer;
    this.listening = listening;
    daemon(this::accept);
  }

  static String page(String body) {
    return "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  int port() {
    return listening.getLocalPort();
  }

  void answer(String bytes) {
    answer = bytes;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        open.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      for (String head = head(socket.getInputStream());
          !head.isEmpty();
          head = head(socket.getInputStream())) {
        String bytes = answer;
        requests.add(head);
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        if (bytes.contains("connection: close")) {
          return;
        }
      }
    } catch (IOException gone) {
      // What was asked by then is noted.
    } finally {
      ends.add("end");
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "engine");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket one : open) {
      one.close();
    }
  }
}
