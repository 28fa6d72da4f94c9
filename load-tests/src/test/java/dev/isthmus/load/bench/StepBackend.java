package dev.isthmus.load.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/**
 * A provider in a test's own process: answers a plain call at once, and sends a stream's next chunk
 * when it is told to, so that each arrives alone. Threads: one for each connection.
 */
final class StepBackend implements AutoCloseable {
  static final String CHUNK =
      "data:"
          + " {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
          + " token\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";
  private static final String LAST =
      "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{},"
          + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
  private static final String JSON =
      "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1760000000,"
          + "\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
          + "\"content\":\""
          + "The quick brown fox jumps over the lazy dog. ".repeat(14)
          + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":10,\"total_tokens\":29,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":0},"
          + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}";
  private static final byte[] ANSWER =
      ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
              + JSON.length()
              + "\r\nx-request-id: req_0123456789abcdef\r\nopenai-processing-ms: 12\r\n"
              + "x-ratelimit-limit-requests: 10000\r\nx-ratelimit-remaining-requests: 9999\r\n\r\n"
              + JSON)
          .getBytes(ISO_8859_1);
  private static final byte[] STREAM_HEAD =
      String.join(
              "\r\n",
              "HTTP/1.1 200 OK",
              "content-type: text/event-stream; charset=utf-8",
              "transfer-encoding: chunked",
              "",
              "")
          .getBytes(ISO_8859_1);
  private static final byte[] STREAM_CHUNK = chunk(CHUNK);
  private static final byte[] STREAM_END = (text(LAST) + "0\r\n\r\n").getBytes(ISO_8859_1);
  private static final String STREAM = "\"stream\":true";

  /** Lets a stream send one chunk more; as many as there are chunks end it. */
  final Semaphore steps = new Semaphore(0);

  private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final int chunks;

  StepBackend(int chunks) throws IOException {
    this.chunks = chunks;
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      OutputStream out = socket.getOutputStream();
      byte[] body = Heads.body(in);
      while (body != null) {
        if (contains(body, STREAM)) {
          stream(out);
        } else {
          out.write(ANSWER);
        }
        body = Heads.body(in);
      }
    } catch (IOException | InterruptedException e) {
      // The gateway closed the connection: the test is over, or will say what is wrong.
      return;
    }
  }

  private void stream(OutputStream out) throws IOException, InterruptedException {
    out.write(STREAM_HEAD);
    for (int i = 0; i < chunks; i++) {
      out.write(STREAM_CHUNK);
      steps.acquire();
    }
    out.write(STREAM_END);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "step-backend");
    thread.setDaemon(true);
    thread.start();
  }

  private static byte[] chunk(String data) {
    return text(data).getBytes(ISO_8859_1);
  }

  private static String text(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static boolean contains(byte[] bytes, String wanted) {
    return new String(bytes, ISO_8859_1).contains(wanted);
  }
}
