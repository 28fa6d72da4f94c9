package dev.isthmus.load.archive;

import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import dev.isthmus.load.measure.StubProvider;
import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.MetricsPage;
import java.io.IOException;
import java.time.Duration;

/**
 * What a gateway under training is asked, most of it what most gateways are asked most: short plain
 * calls and streams that pass through; then larger bodies, and at last each other protocol. The
 * order matters: the JVM remembers the first types that it met at a place of the code. Threads:
 * one.
 */
final class Lessons {
  private static final String MODEL = "many";
  private static final int MAX_TOKENS = 256;
  private static final double PROTOCOL_PART = 0.15;

  /** Of two seconds each: calls that are due every 8 ms make 250 that are open at a time. */
  private static final StubProvider.Tempo TEMPO = new StubProvider.Tempo(40, 50);

  /** So long may a cold gateway on a busy machine be behind. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private enum Lesson {
    // More than a cold gateway can do, and less than a warm one: it catches up.
    PLAIN(0.45, 4_000, 64, 256),
    STREAMS(0.3, 125, 512, 256),
    LARGE(0.1, 2_000, 64, 2_560);

    private final double part;
    private final double callsPerSecond;
    private final int connections;
    private final int promptTokens;

    Lesson(double part, double callsPerSecond, int connections, int promptTokens) {
      this.part = part;
      this.callsPerSecond = callsPerSecond;
      this.connections = connections;
      this.promptTokens = promptTokens;
    }
  }

  private final GatewayProcess gateway;
  private final StubProvider stub;

  Lessons(GatewayProcess gateway, StubProvider stub) {
    this.gateway = gateway;
    this.stub = stub;
  }

  /**
   * Takes about {@code seconds}, and a few more for what is under way then.
   *
   * @throws IOException where the gateway does not answer as it should: it would not be trained for
   *     what it is for
   */
  void give(int seconds) throws IOException, InterruptedException {
    stub.tempo(TEMPO);
    Interludes interludes = Interludes.start(gateway.base(), stub);
    try {
      for (Lesson lesson : Lesson.values()) {
        load(lesson, part(seconds, lesson.part));
      }
    } finally {
      interludes.end();
    }
    checkInterludes();
    new Protocols(gateway).speak(part(seconds, PROTOCOL_PART));
  }

  /** A training in which every call went well is what interludes are there against. */
  private void checkInterludes() throws IOException, InterruptedException {
    MetricsPage seen = new MetricsPage(gateway.admin().get("/metrics"));
    if (seen.sum("isthmus_calls_total", "outcome=\"cancelled\"") == 0
        || seen.sum("isthmus_attempts_total", "deployment=\"at-unsteady-") == 0) {
      throw new IOException("training failed: nobody left, or nobody asked who fails");
    }
  }

  private static Duration part(int seconds, double share) {
    return Duration.ofMillis((long) (seconds * 1_000 * share));
  }

  private void load(Lesson lesson, Duration time) throws IOException, InterruptedException {
    boolean streams = lesson == Lesson.STREAMS;
    LoadPlan plan =
        LoadPlan.of(gateway.base(), MODEL, lesson.callsPerSecond, time)
            .key(TrainingGround.KEY)
            .mix(new LoadPlan.Mix(MODEL, streams ? 1 : 0, lesson.promptTokens, MAX_TOKENS))
            .bounds(new LoadPlan.Bounds(lesson.connections, PATIENCE, 0));
    LoadResult result = LoadRun.start(plan).await();
    if (2 * result.count(Outcome.OK) < result.counts().scheduled()) {
      throw new IOException(
          "training failed: "
              + lesson
              + " ended as "
              + result.outcomes()
              + ", first refusals "
              + result.refusals());
    }
  }
}
