package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.cases.Tool;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.HttpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Replicas behind HAProxy are restarted one after the other under load. HAProxy repeats nothing, so
 * that whatever a restart costs is seen. {@code -Disthmus.drill.rolls=20} sets how often the drill
 * goes round.
 */
final class RollingRestartIT {
  private static final int REPLICAS = 3;
  private static final int ROLLS = Integer.getInteger("isthmus.drill.rolls", 1);

  /**
   * HAProxy looks every 250 ms and believes the first answer. Silence is none: on a busy machine
   * every replica may need longer than that, and all of them would count as gone.
   */
  private static final Duration DELAY = Duration.ofSeconds(2);

  @Test
  @Case(id = "D3", did = "one rolling restart of 3 replicas behind HAProxy")
  void aRollingRestartDropsNothing(Figures figures) throws Exception {
    roll(1, Duration.ofSeconds(4), 12, 20, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "D3", did = "rolling restarts of 3 replicas behind HAProxy with 500 streams open")
  void rollingRestartsWithFiveHundredStreamsDropNothing(Figures figures) throws Exception {
    roll(ROLLS, Duration.ofSeconds(8), 66, 50, figures);
  }

  private static void roll(
      int rolls, Duration longAnswer, double streams, double calls, Figures figures)
      throws Exception {
    Tool.need("haproxy");
    try (StreamStand stand = new StreamStand(longAnswer);
        Fleet fleet = new Fleet(stand)) {
      Duration longest = Duration.ofHours(1);
      LoadRun longs = stand.load(fleet.front, StreamStand.LONG, streams, 1, longest);
      LoadRun shorts = stand.load(fleet.front, StreamStand.SHORT, calls, 0.5, longest);
      TimeUnit.SECONDS.sleep(longAnswer.toSeconds() + 2);
      List<Long> told = new ArrayList<>();
      int clean = 0;
      for (int i = 0; i < rolls * REPLICAS; i++) {
        told.add(System.nanoTime());
        clean += fleet.restart(i % REPLICAS) == 0 ? 1 : 0;
      }
      longs.stop();
      shorts.stop();
      LoadResult streamed = longs.await();
      LoadResult answered = shorts.await();
      figures.add("rolls", rolls).add("restarts", told.size()).add("clean_exits", clean);
      long open = fewestOpen(streamed.calls(), told);
      figures.add("streams_open_at_least", open);
      figures.add("slowest_exit_seconds", fleet.slowestExitSeconds);
      figures.add("slowest_start_seconds", fleet.slowestStartSeconds);
      figures.add("streams", streamed.outcomes().toString());
      figures.add("calls", answered.outcomes().toString());
      figures.add("statuses", streamed.statuses() + " " + answered.statuses());
      assertTrue(open > streams * longAnswer.toSeconds() / 2, "streams open: " + open);
      assertTrue(streamed.allOk(), streamed::text);
      assertTrue(answered.allOk(), answered::text);
      assertEquals(told.size(), clean, "processes that ended with 0");
    }
  }

  private static long fewestOpen(List<CallRecord> calls, List<Long> at) {
    return at.stream()
        .mapToLong(nanos -> calls.stream().filter(call -> call.ranAt(nanos)).count())
        .min()
        .orElse(0);
  }

  /** The replicas, each on ports of its own that it comes back to, and HAProxy. */
  private static final class Fleet implements AutoCloseable {
    final URI front;
    private final List<List<String>> commands = new ArrayList<>();
    private final List<GatewayProcess> replicas = new ArrayList<>();
    double slowestExitSeconds;
    double slowestStartSeconds;
    private final HttpPort statistics;
    private final Process proxy;

    Fleet(StreamStand stand) throws Exception {
      List<Integer> ports = freePorts(2 * REPLICAS + 2);
      StringBuilder servers = new StringBuilder();
      for (int i = 0; i < REPLICAS; i++) {
        int port = ports.get(2 * i);
        int admin = ports.get(2 * i + 1);
        String config = stand.config(port, admin, DELAY, Duration.ofSeconds(60));
        commands.add(
            GatewayProcess.command(
                GatewayProcess.MAIN, List.of(StreamStand.FLAGS), GatewayProcess.write(config)));
        replicas.add(start(i));
        servers.append(SERVER.formatted(i, port, admin));
      }
      int front = ports.get(2 * REPLICAS);
      int look = ports.get(2 * REPLICAS + 1);
      this.front = URI.create("http://127.0.0.1:" + front);
      this.statistics = new HttpPort(URI.create("http://127.0.0.1:" + look));
      Path config = Files.createTempFile("haproxy-", ".cfg");
      config.toFile().deleteOnExit();
      Files.writeString(config, HAPROXY.formatted(front, look, servers));
      proxy =
          new ProcessBuilder("haproxy", "-db", "-f", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      awaitUp(REPLICAS);
    }

    private GatewayProcess start(int number) throws IOException, InterruptedException {
      return GatewayProcess.start(commands.get(number), StreamStand.ENVIRONMENT, 1000);
    }

    /**
     * Ends a replica, and starts it again.
     *
     * @return its exit code
     */
    int restart(int number) throws IOException, InterruptedException {
      GatewayProcess old = replicas.get(number);
      long told = System.nanoTime();
      old.terminate();
      assertTrue(old.process().waitFor(2, TimeUnit.MINUTES), "the process does not end");
      int exit = old.process().exitValue();
      long gone = System.nanoTime();
      slowestExitSeconds = Math.max(slowestExitSeconds, (gone - told) / 1e9);
      replicas.set(number, start(number));
      awaitUp(REPLICAS);
      slowestStartSeconds = Math.max(slowestStartSeconds, (System.nanoTime() - gone) / 1e9);
      return exit;
    }

    private void awaitUp(int wanted) throws IOException, InterruptedException {
      long start = System.nanoTime();
      long up = 0;
      while (up < wanted) {
        assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1), "up: " + up);
        TimeUnit.MILLISECONDS.sleep(100);
        up = upNow();
      }
    }

    private long upNow() throws InterruptedException {
      try {
        return statistics
            .get("/;csv")
            .lines()
            .filter(line -> line.startsWith("gateways,replica") && line.contains(",UP,"))
            .count();
      } catch (IOException e) {
        return 0; // it is only just starting
      }
    }

    @Override
    public void close() {
      proxy.destroyForcibly();
      replicas.forEach(replica -> replica.process().destroyForcibly());
    }

    private static List<Integer> freePorts(int count) throws IOException {
      List<ServerSocket> sockets = new ArrayList<>();
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    }
  }

  private static final String SERVER =
      "  server replica%d 127.0.0.1:%d check port %d inter 250ms fall 1 rise 1%n";
  private static final String HAPROXY =
      """
      global
        maxconn 8000
      defaults
        mode http
        timeout connect 2s
        timeout check 10s
        timeout client 120s
        timeout server 120s
        retries 0
      frontend front
        bind 127.0.0.1:%d
        default_backend gateways
      frontend look
        bind 127.0.0.1:%d
        stats enable
        stats uri /
      backend gateways
        balance leastconn
        option httpchk GET /readyz
        http-check expect status 200
      %s""";
}
