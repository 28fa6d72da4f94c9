package dev.isthmus.server.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.isthmus.core.account.Row;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Inferences over HTTP, from a client through a whole gateway to a server. */
final class HttpInferenceTest {
  private static final String KEY = "sk-caller-0123456789";
  private static final String LENGTH = "inference-header-content-length";
  private static final String REQUEST =
      "{ \"id\": \"42\", \"inputs\": [{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT64\","
          + "\"data\":[9007199254740993]}] }";
  private static final String ANSWER =
      "{\"model_name\":\"resnet-50\",\"outputs\":[{\"name\":\"y\",\"shape\":[1],"
          + "\"datatype\":\"FP32\",\"data\":[0.10]}]}";

  /** What the server answers with. */
  private record Reply(int status, String type, @Nullable String jsonBytes, ByteBuffer body) {
    Reply(int status, String type, @Nullable String jsonBytes, byte[] body) {
      this(status, type, jsonBytes, ByteBuffer.wrap(body));
    }

    static Reply json(int status, String body) {
      return new Reply(status, "application/json", null, body.getBytes(UTF_8));
    }
  }

  /** What came to it. */
  private record Seen(String path, Headers headers, ByteBuffer body) {}

  @TempDir Path folder = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private volatile Reply reply = Reply.json(200, ANSWER);
  private @Nullable HttpServer server;
  private @Nullable Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    HttpServer triton =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    triton.createContext("/", this::answer);
    triton.start();
    server = triton;
    String config =
        """
        listeners: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        providers:
          triton:
            type: kserve
            endpoint: "http://127.0.0.1:%d"
            allow_private: true
            credential: {api_key: "${UP}"}
        models:
          resnet:
            deployments:
              - {name: one, provider: triton, model: resnet-50, price: {input: 0, output: 0, call: 0.002}}
        callers: [{name: c, key: "${KEY}"}]
        """
            .formatted(triton.getAddress().getPort());
    Path file = Files.writeString(folder.resolve("gateway.yaml"), config);
    ConfigFile source =
        new ConfigFile(file, new ConfigLoader(Map.of("KEY", KEY, "UP", "upstream-secret-0123")));
    LoadResult read = source.load();
    LoadResult.Loaded good = assertInstanceOf(LoadResult.Loaded.class, read, read::toString);
    gateway = Gateway.start(good.config());
  }

  private void answer(HttpExchange exchange) throws IOException {
    ByteBuffer body = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
    seen.add(new Seen(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
    Reply now = reply;
    exchange.getResponseHeaders().add("content-type", now.type());
    if (now.jsonBytes() != null) {
      exchange.getResponseHeaders().add(LENGTH, now.jsonBytes());
    }
    exchange.sendResponseHeaders(now.status(), now.body().capacity());
    try (exchange) {
      exchange.getResponseBody().write(now.body().array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    running().close();
    Objects.requireNonNull(server).stop(0);
  }

  private Gateway running() {
    return Objects.requireNonNull(gateway);
  }

  private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + running().addresses().get(0).getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> infer(byte[] body, String... more) throws Exception {
    String[] headers = new String[more.length + 2];
    headers[0] = "authorization";
    headers[1] = "Bearer " + KEY;
    System.arraycopy(more, 0, headers, 2, more.length);
    return send("POST", "/v2/models/resnet/infer", body, headers);
  }

  private String get(int status, String path) throws Exception {
    HttpResponse<byte[]> answer = send("GET", path, new byte[0], "authorization", "Bearer " + KEY);
    assertEquals(status, answer.statusCode(), path);
    return text(answer);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private Seen next() throws InterruptedException {
    Seen one = seen.poll(20, TimeUnit.SECONDS);
    assertNotNull(one);
    return one;
  }

  @Test
  void bodiesPassAsTheyCame() throws Exception {
    HttpResponse<byte[]> answer = infer(REQUEST.getBytes(UTF_8));
    assertEquals(200, answer.statusCode());
    assertEquals(ANSWER, text(answer));
    assertEquals("application/json", answer.headers().firstValue("content-type").orElse(""));
    assertTrue(answer.headers().firstValue(LENGTH).isEmpty());
    Seen one = next();
    assertEquals("/v2/models/resnet-50/infer", one.path());
    assertEquals(REQUEST, new String(one.body().array(), UTF_8));
    assertEquals("application/json", one.headers().getFirst("content-type"));
    assertEquals("Bearer upstream-secret-0123", one.headers().getFirst("authorization"));
    assertEquals(
        2_000_000_000L, running().ledger().totals(Row.Kind.REPORTED).picodollars(), "per call");
  }

  @Test
  void aVersionInThePathIsTheDeploymentsMatter() throws Exception {
    HttpResponse<byte[]> answer =
        send(
            "POST",
            "/v2/models/resnet/versions/3/infer",
            REQUEST.getBytes(UTF_8),
            "authorization",
            "Bearer " + KEY);
    assertEquals(200, answer.statusCode());
    assertEquals("/v2/models/resnet-50/infer", next().path());
  }

  @Test
  void binaryTensorsPassBothWaysWithTheLengthOfTheirJson() throws Exception {
    byte[] json = REQUEST.getBytes(UTF_8);
    byte[] body = new byte[json.length + 70_000];
    System.arraycopy(json, 0, body, 0, json.length);
    for (int i = json.length; i < body.length; i++) {
      body[i] = (byte) (i * 31);
    }
    byte[] answered = new byte[ANSWER.length() + 70_000];
    System.arraycopy(ANSWER.getBytes(UTF_8), 0, answered, 0, ANSWER.length());
    reply = new Reply(200, "application/octet-stream", Integer.toString(ANSWER.length()), answered);
    HttpResponse<byte[]> answer =
        infer(
            body,
            "content-type",
            "application/octet-stream",
            LENGTH,
            Integer.toString(json.length));
    assertEquals(200, answer.statusCode());
    assertArrayEquals(answered, answer.body());
    assertEquals(Integer.toString(ANSWER.length()), answer.headers().firstValue(LENGTH).orElse(""));
    assertEquals(
        "application/octet-stream", answer.headers().firstValue("content-type").orElse(""));
    Seen one = next();
    assertArrayEquals(body, one.body().array());
    assertEquals("application/octet-stream", one.headers().getFirst("content-type"));
    assertEquals(Integer.toString(json.length), one.headers().getFirst(LENGTH));
  }

  @Test
  void refusalsAreOneLineOfText() throws Exception {
    HttpResponse<byte[]> unknown =
        send(
            "POST",
            "/v2/models/other/infer",
            REQUEST.getBytes(UTF_8),
            "authorization",
            "Bearer " + KEY);
    assertEquals(404, unknown.statusCode());
    assertTrue(text(unknown).startsWith("{\"error\":\""), text(unknown));
    assertEquals(
        401, send("POST", "/v2/models/resnet/infer", REQUEST.getBytes(UTF_8)).statusCode());
    HttpResponse<byte[]> broken = infer("{\"inputs\":1}".getBytes(UTF_8));
    assertEquals(400, broken.statusCode());
    assertEquals("{\"error\":\"inputs: a number (expected: an array)\"}", text(broken));
    assertEquals(400, infer(REQUEST.getBytes(UTF_8), LENGTH, "9999").statusCode());
    assertTrue(text(infer(REQUEST.getBytes(UTF_8), LENGTH, "x")).contains(LENGTH));
    assertTrue(seen.isEmpty());
    HttpResponse<byte[]> nowhere =
        send("POST", "/v2/repository/index", new byte[0], "authorization", "Bearer " + KEY);
    assertEquals(404, nowhere.statusCode());
    assertTrue(text(nowhere).startsWith("{\"error\":\""), text(nowhere));
  }

  @Test
  void theServersOwnWordsReachWhoeverIsAtFault() throws Exception {
    reply = Reply.json(400, "{\"error\":\"unexpected shape for input 'x'\"}");
    HttpResponse<byte[]> answer = infer(REQUEST.getBytes(UTF_8));
    assertEquals(400, answer.statusCode());
    assertEquals("{\"error\":\"unexpected shape for input 'x'\"}", text(answer));
    reply = Reply.json(500, "{\"error\":\"CUDA out of memory at 10.0.0.7\"}");
    HttpResponse<byte[]> failed = infer(REQUEST.getBytes(UTF_8));
    assertEquals(502, failed.statusCode());
    assertTrue(!text(failed).contains("10.0.0.7"));
  }

  @Test
  void whatIsNoAnswerIsNotPassedOn() throws Exception {
    for (Reply bad :
        new Reply[] {
          new Reply(200, "text/html", null, "<html>".getBytes(UTF_8)),
          Reply.json(200, "{\"error\":\"late\"}"),
          Reply.json(200, ANSWER + "x"),
          new Reply(200, "application/octet-stream", "7000", ANSWER.getBytes(UTF_8))
        }) {
      reply = bad;
      assertEquals(502, infer(REQUEST.getBytes(UTF_8)).statusCode(), bad::toString);
    }
  }

  @Test
  void questionsAreAnsweredWithoutAServer() throws Exception {
    assertEquals("{\"live\":true}", get(200, "/v2/health/live"));
    assertEquals("{\"ready\":true}", get(200, "/v2/health/ready"));
    assertEquals("{\"name\":\"resnet\",\"ready\":true}", get(200, "/v2/models/resnet/ready"));
    assertEquals(
        "{\"name\":\"resnet\",\"ready\":true}", get(200, "/v2/models/resnet/versions/1/ready"));
    assertTrue(get(200, "/v2").contains("\"binary_tensor_data\""));
    assertTrue(get(200, "/v2/models/resnet").startsWith("{\"name\":\"resnet\""));
    assertTrue(get(404, "/v2/models/other/ready").startsWith("{\"error\":\""));
    assertEquals(401, send("GET", "/v2", new byte[0]).statusCode());
    assertTrue(seen.isEmpty());
  }
}
