package dev.isthmus.load.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.isthmus.server.boot.Gateway;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import io.netty.util.ResourceLeakDetector;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a whole call costs the event loop in objects: over real sockets, with the configuration that
 * benchmarks measure, everything between the two sockets included. Bytes allocated are counted and
 * do not depend on the machine, so this guards what a timing on a shared machine cannot.
 *
 * <p>Leak detection is off meanwhile: it allocates by itself.
 */
final class CallAllocationTest {
  private static final String KEY = "sk-bench-0123456789abcdef0123456789abcdef";

  /** Calls and chunks until the compiler has done what it will do. */
  private static final int WARM_UP = 20_000;

  private static final int COUNTED = 5_000;

  /**
   * The compiler may still be at work in the first of them: the least is what is left in the end.
   */
  private static final int WINDOWS = 8;

  /** Reached: 2,838 and 2,902 on JDK 17, Netty's own objects included. */
  private static final double MOST_BYTES_PER_CALL = 3_300;

  /** Rounding, and the sweeps that pass meanwhile. */
  private static final double MOST_BYTES_PER_CHUNK = 64;

  private static final String PLAIN =
      "{\"model\":\"gpt-4o-mini\",\"temperature\":0.7,\"max_tokens\":256,\"messages\":"
          + "[{\"role\":\"user\",\"content\":\""
          + "Summarise the following document in three short sentences. ".repeat(15)
          + "\"}]}";
  private static final String STREAM =
      "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"messages\":"
          + "[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  @TempDir Path folder = Path.of("");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final PrintStream console = System.out;
  private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void quiet() {
    before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    // Where the gateway's access lines go.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
  }

  @AfterEach
  void asBefore() {
    ResourceLeakDetector.setLevel(before);
    System.setOut(console);
  }

  /** {@value #COUNTED} calls or chunks. */
  private interface Window {
    void run() throws Exception;
  }

  private double leastBytes(Window window) throws Exception {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < WINDOWS; i++) {
      long start = allocatedByLoop();
      window.run();
      least = Math.min(least, (double) (allocatedByLoop() - start) / COUNTED);
    }
    return least;
  }

  @Test
  void aPlainCallAllocatesLittle() throws Exception {
    try (StepBackend backend = new StepBackend(0);
        Gateway gateway = gateway(backend.port());
        Socket socket = connect(gateway)) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      OutputStream out = socket.getOutputStream();
      call(in, out, WARM_UP);
      double each = leastBytes(() -> call(in, out, COUNTED));
      figure("call-allocation", "bytes_per_call", each);
      assertTrue(each <= MOST_BYTES_PER_CALL, "bytes per call: " + each);
    }
  }

  @Test
  void aChunkOfAStreamAllocatesNothing() throws Exception {
    try (StepBackend backend = new StepBackend(WARM_UP + WINDOWS * COUNTED);
        Gateway gateway = gateway(backend.port());
        Socket socket = connect(gateway)) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      socket.getOutputStream().write(request(STREAM));
      assertTrue(String.valueOf(Heads.head(in)).startsWith("http/1.1 200"));
      chunks(in, backend, WARM_UP);
      double each = leastBytes(() -> chunks(in, backend, COUNTED));
      figure("chunk-allocation", "bytes_per_chunk", each);
      assertTrue(each <= MOST_BYTES_PER_CHUNK, "bytes per chunk: " + each);
    }
  }

  private static void call(InputStream in, OutputStream out, int times) throws IOException {
    byte[] request = request(PLAIN);
    for (int i = 0; i < times; i++) {
      out.write(request);
      byte[] body = Heads.body(in);
      assertEquals('{', body == null ? -1 : body[0]);
    }
  }

  /** Takes chunks one by one, each from its size line to the line end after it. */
  private static void chunks(InputStream in, StepBackend backend, int count) throws IOException {
    int bytes =
        Integer.toHexString(StepBackend.CHUNK.length()).length() + 4 + StepBackend.CHUNK.length();
    for (int i = 0; i < count; i++) {
      assertEquals(bytes, in.readNBytes(bytes).length);
      backend.steps.release();
    }
  }

  private static byte[] request(String body) {
    return Heads.bytes(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            + "Content-Type: application/json\r\nUser-Agent: OpenAI/Python 1.61.0\r\n"
            + "X-Stainless-Lang: python\r\nX-Stainless-OS: Linux\r\nX-Stainless-Async: false\r\n"
            + "Authorization: Bearer "
            + KEY
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private Gateway gateway(int upstreamPort) throws IOException {
    Map<String, String> environment =
        Map.of(
            "BENCH_PORT",
            "0",
            "BENCH_UPSTREAM",
            Integer.toString(upstreamPort),
            "BENCH_KEY",
            "provider-key-0123456789",
            "BENCH_CALLER_KEY",
            KEY);
    // On a ring Netty makes an object for each operation; with epoll what is counted is ours.
    String config = Files.readString(Path.of("bench/gateway.yaml"));
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, config.replace("event_loops: 1,", "event_loops: 1, transport: epoll,"));
    LoadResult read = new ConfigLoader(environment).load(file);
    if (read instanceof LoadResult.Loaded loaded) {
      return Gateway.start(loaded.config());
    }
    throw new AssertionError(read.toString());
  }

  private static Socket connect(Gateway gateway) throws IOException {
    int port = gateway.addresses().get(0).getPort();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private long allocatedByLoop() {
    long loop =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("loop-"))
            .mapToLong(Thread::getId)
            .max()
            .orElseThrow();
    return threads.getThreadAllocatedBytes(loop);
  }

  private void figure(String name, String unit, double value) {
    console.printf(Locale.ROOT, "{\"case\":\"%s\",\"%s\":%.1f}%n", name, unit, value);
  }
}
