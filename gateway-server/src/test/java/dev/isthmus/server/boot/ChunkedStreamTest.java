package dev.isthmus.server.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunked streams from a provider through a whole gateway, however their bytes are cut. */
final class ChunkedStreamTest {
  private static final String KEY = "sk-caller-0123456789";
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String HEL = event("\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null");
  private static final String LO = event("\"delta\":{\"content\":\"lo\"},\"finish_reason\":null");
  private static final String STOP = event("\"delta\":{},\"finish_reason\":\"stop\"");
  private static final String DONE = "data: [DONE]\n\n";
  private static final String EVENTS = HEL + LO + STOP + DONE;

  /** Written as we would, with extensions, with zeros, in capitals, and with trailers. */
  private static final String BODY =
      chunk("%x", HEL)
          + chunk("%x;name=\"va\\\"lue\";other", LO)
          + chunk("000%X", STOP)
          + chunk("%X", DONE)
          + "000;last\r\nx-trailer: secret\r\n\r\n";

  private static String event(String choice) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
        + choice
        + "}]}\n\n";
  }

  private static String chunk(String line, String data) {
    return line.formatted(data.length()) + "\r\n" + data + "\r\n";
  }

  @TempDir Path folder = Path.of("");
  private final BlockingQueue<List<String>> answers = new LinkedBlockingQueue<>();
  private @Nullable ServerSocket provider;
  private @Nullable Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    provider = listening;
    Thread accepting = new Thread(() -> accept(listening), "provider");
    accepting.setDaemon(true);
    accepting.start();
    String config =
        """
        listeners: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        providers:
          up: {type: compatible, endpoint: "http://127.0.0.1:%d/v1", allow_private: true, credential: none}
        models:
          m: {deployments: [{name: one, provider: up, model: m, price: {input: 1, output: 2}}]}
        callers: [{name: c, key: "${KEY}"}]
        """
            .formatted(listening.getLocalPort());
    Path file = Files.writeString(folder.resolve("gateway.yaml"), config);
    LoadResult read = new ConfigFile(file, new ConfigLoader(Map.of("KEY", KEY))).load();
    gateway =
        Gateway.start(assertInstanceOf(LoadResult.Loaded.class, read, read::toString).config());
  }

  @AfterEach
  void stop() throws IOException {
    Objects.requireNonNull(gateway).close();
    Objects.requireNonNull(provider).close();
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread serving = new Thread(() -> serve(socket), "provider-connection");
        serving.setDaemon(true);
        serving.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Answers each request with the next answer, each of its pieces sent by itself. */
  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      while (readRequest(socket.getInputStream())) {
        for (String piece : Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS))) {
          out.write(piece.getBytes(ISO_8859_1));
          out.flush();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The gateway has no more use for the connection, or the test is over.
    }
  }

  private static boolean readRequest(InputStream in) throws IOException {
    String head = readHead(in);
    int at = head.indexOf("content-length: ");
    if (at < 0) {
      return false;
    }
    String length = head.substring(at + "content-length: ".length(), head.indexOf('\r', at));
    in.readNBytes(Integer.parseInt(length));
    return true;
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return head.toString();
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private Socket connect() throws IOException {
    int port = Objects.requireNonNull(gateway).addresses().get(0).getPort();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void ask(Socket socket, String version) throws IOException {
    String body =
        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    String request =
        ("POST /v1/chat/completions HTTP/"
                + version
                + "\r\nhost: gw\r\nauthorization: Bearer "
                + KEY)
            + ("\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The answer's body, from chunks whose lines are just as ours are. */
  private static String readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = readLine(in);
      int size = Integer.parseInt(line, 16);
      assertEquals(Integer.toHexString(size), line);
      body.writeBytes(in.readNBytes(size));
      assertEquals("", readLine(in), "behind a chunk, or in place of a trailer");
      if (size == 0) {
        return body.toString(ISO_8859_1);
      }
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      assertTrue(b >= 0, () -> "the end in a line: " + line);
      line.append((char) b);
    }
    assertTrue(line.length() > 0 && line.charAt(line.length() - 1) == '\r', line::toString);
    return line.substring(0, line.length() - 1);
  }

  @Test
  void aStreamIsTheSameHoweverItIsCut() throws Exception {
    String wire = HEAD + BODY;
    try (Socket socket = connect()) {
      for (int cut = HEAD.length() - 2; cut < wire.length(); cut++) {
        answers.add(List.of(wire.substring(0, cut), wire.substring(cut)));
        ask(socket, "1.1");
        String head = readHead(socket.getInputStream());
        assertTrue(head.startsWith("HTTP/1.1 200 "), head);
        assertEquals(EVENTS, readChunks(socket.getInputStream()), "cut at " + cut);
      }
    }
  }

  @Test
  void aStreamByteByByteIsTheSame() throws Exception {
    List<String> bytes = (HEAD + BODY).chars().mapToObj(c -> String.valueOf((char) c)).toList();
    try (Socket socket = connect()) {
      answers.add(bytes);
      ask(socket, "1.1");
      readHead(socket.getInputStream());
      assertEquals(EVENTS, readChunks(socket.getInputStream()));
    }
  }

  @Test
  void callersOfHttp10GetTheEventsAlone() throws Exception {
    for (int cut = 0; cut < BODY.length(); cut += 3) {
      try (Socket socket = connect()) {
        answers.add(List.of(HEAD + BODY.substring(0, cut), BODY.substring(cut)));
        ask(socket, "1.0");
        readHead(socket.getInputStream());
        String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        assertEquals(EVENTS, all, "cut at " + cut);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%x \r\n", "0x%x\r\n", "%x\n", "+%x\r\n", "%x; \r\n", "-%x\r\n"})
  void aBrokenFrameBreaksTheAnswerBehindWhatWasWhole(String line) throws Exception {
    String broken = line.formatted(LO.length()) + LO + "\r\n";
    String wire = HEAD + chunk("%x", HEL) + broken + chunk("%x", STOP + DONE) + "0\r\n\r\n";
    try (Socket socket = connect()) {
      answers.add(List.of(wire));
      ask(socket, "1.1");
      readHead(socket.getInputStream());
      String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertTrue(all.startsWith(Integer.toHexString(HEL.length()) + "\r\n" + HEL), all);
      assertTrue(!all.contains(LO) && !all.endsWith("0\r\n\r\n"), all);
    }
  }
}
