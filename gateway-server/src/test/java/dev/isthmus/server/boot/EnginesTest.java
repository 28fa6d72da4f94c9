package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is shown a deployment's key when engines are asked how busy they are. */
final class EnginesTest {
  private static final long PATIENCE_SECONDS = 20;

  @TempDir Path folder = Path.of("");
  private final BlockingQueue<Headers> atHome = new LinkedBlockingQueue<>();
  private final BlockingQueue<Headers> elsewhere = new LinkedBlockingQueue<>();
  private final HttpServer home = engine(atHome);
  private final HttpServer other = engine(elsewhere);

  private @Nullable Gateway gateway;

  private static HttpServer engine(BlockingQueue<Headers> seen) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/metrics",
          exchange -> {
            seen.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
    home.stop(0);
    other.stop(0);
  }

  @Test
  void theKeyGoesToTheDeploymentsOwnAddressAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), config());
    LoadResult read = new ConfigFile(file, new ConfigLoader(Map.of("UP", "sk-up-0123"))).load();
    gateway =
        Gateway.start(assertInstanceOf(LoadResult.Loaded.class, read, read::toString).config());

    assertEquals("Bearer sk-up-0123", next(atHome).getFirst("Authorization"));
    Headers foreign = next(elsewhere);
    assertNull(foreign.getFirst("Authorization"));
    foreign.values().forEach(values -> assertFalse(values.toString().contains("sk-up")));
  }

  private static Headers next(BlockingQueue<Headers> seen) throws InterruptedException {
    Headers headers = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(headers, "nobody asked");
    return headers;
  }

  private String config() {
    return """
        listeners: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        providers:
          gpu: {type: compatible, endpoint: "http://127.0.0.1:%d/v1", region: own, allow_private: true, credential: {api_key: "${UP}"}}
        models:
          m:
            deployments:
              - {name: one, provider: gpu, model: m, probe: {every: 100ms}}
              - {name: two, provider: gpu, model: m, probe: {metrics: "http://127.0.0.1:%d/metrics", every: 100ms}}
        callers: [{name: c, key: "sk-caller-0123456789"}]
        """
        .formatted(home.getAddress().getPort(), other.getAddress().getPort());
  }
}
