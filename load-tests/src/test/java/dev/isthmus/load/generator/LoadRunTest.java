package dev.isthmus.load.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.LoadVerb;
import dev.isthmus.load.chaos.FakeUpstream;
import dev.isthmus.load.chaos.Script;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.cloud.Sale.End;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class LoadRunTest {

  private static final LoadPlan.Bounds KEEP =
      new LoadPlan.Bounds(256, Duration.ofSeconds(20), 10_000);

  private final CloudHost host = CloudHost.start(1);

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void everyCallThatWasDueIsAccountedForToTheToken() throws Exception {
    Cloud cloud = cloud();
    LoadPlan plan = plan(cloud.port(), 400, 500).streaming(0.5).bounds(KEEP);

    LoadResult result = LoadRun.start(plan).await();

    assertTrue(result.allOk(), result.text());
    assertEquals(200, result.counts().scheduled());
    // A row is written once its answer has left, which may be after it was read.
    cloud.bill().awaitSales(200, Duration.ofSeconds(10));
    assertEquals(cloud.bill().total().tokens().output(), result.counts().outputTokens());
    assertEquals(cloud.bill().total().tokens().input(), result.counts().inputTokens());
    long streams = result.calls().stream().filter(CallRecord::stream).count();
    assertTrue(streams > 50 && streams < 150, "" + streams);
    assertEquals(200, result.statuses().get(200));
    assertEquals(streams, result.latencies().firstContent().getTotalCount());
    assertEquals(200, result.seconds().stream().mapToLong(LiveSecond::ended).sum());
  }

  @Test
  void aCallSheetIsSentAsItStands() throws Exception {
    Cloud cloud = cloud();
    CallSheet sheet = new CallSheet(List.of(line(0.01, 7), line(0.05, 70)));

    LoadResult result = LoadRun.start(plan(cloud.port(), 1, 1).bounds(KEEP), sheet).await();

    assertTrue(result.allOk(), result.text());
    List<Long> tokens = result.calls().stream().map(CallRecord::outputTokens).sorted().toList();
    assertEquals(List.of(7L, 70L), tokens);
  }

  private static CallSheet.Line line(double seconds, int tokens) {
    return new CallSheet.Line(
        seconds,
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"sim:tokens="
            + tokens
            + "\"}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS, ERROR_STATUS, ERROR_STATUS",
    "ERROR_IN_200, ERROR_EVENT, ERROR_EVENT",
    "ERROR_MIDSTREAM, OK, ERROR_EVENT",
    "RESET_AFTER_EVENTS, BROKEN, BROKEN",
    "TRUNCATE, BROKEN, BROKEN",
    "END_EARLY, OK, TRUNCATED",
    "RESET_BEFORE_HEAD, LOST, LOST"
  })
  void eachWayToFailHasItsOutcome(FaultKind kind, Outcome plain, Outcome stream) throws Exception {
    Cloud cloud = cloud();
    cloud.faults().add(Fault.of(kind));
    LoadPlan plan = plan(cloud.port(), 100, 200).streaming(0.5).bounds(KEEP);

    List<CallRecord> calls = LoadRun.start(plan).await().calls();

    assertEquals(20, calls.size());
    calls.forEach(call -> assertEquals(call.stream() ? stream : plain, call.outcome()));
  }

  @Test
  void aTargetThatStallsDoesNotSlowTheSchedule() throws Exception {
    Cloud cloud = cloud();
    cloud.faults().add(Fault.of(FaultKind.STALL_BEFORE_HEAD));
    LoadPlan.Bounds impatient = new LoadPlan.Bounds(256, Duration.ofMillis(500), 100);

    LoadResult result = LoadRun.start(plan(cloud.port(), 200, 250).bounds(impatient)).await();

    assertEquals(50, result.counts().scheduled());
    assertEquals(50, result.count(Outcome.TIMED_OUT));
    assertTrue(result.latencies().plain().getMinValue() >= 500_000 - 1000);
    cloud.bill().awaitSales(50, Duration.ofSeconds(10));
    assertEquals(50, cloud.bill().sales(End.CANCELLED).size());
  }

  @Test
  void callsThatWaitForAConnectionWaitOnTheirOwnClock() throws Exception {
    Cloud cloud = cloud();
    LoadPlan.Bounds one = new LoadPlan.Bounds(1, Duration.ofSeconds(20), 1000);

    LoadResult result = LoadRun.start(plan(cloud.port(), 400, 250).bounds(one)).await();

    assertTrue(result.allOk(), result.text());
    assertEquals(1, cloud.bill().connectionsEver());
  }

  @Test
  void nobodyThereIsNotConnected() throws Exception {
    Cloud cloud = cloud();
    cloud.kill();

    LoadResult result = LoadRun.start(plan(cloud.port(), 100, 200)).await();

    assertEquals(20, result.count(Outcome.NOT_CONNECTED));
  }

  @Test
  void whoAnsweredIsCountedFromTheHeader() throws Exception {
    Script script =
        Script.onRequest()
            .send(
                "HTTP/1.1 200 OK\\r\\nx-isthmus-deployment: east\\r\\nx-request-id: r1\\r\\n"
                    + "Content-Length: 14\\r\\n\\r\\n{\"choices\":[]}");
    try (FakeUpstream upstream = FakeUpstream.start(script)) {
      LoadResult result = LoadRun.start(plan(upstream.port(), 100, 100).bounds(KEEP)).await();

      assertTrue(result.allOk(), result.text());
      assertEquals(1.0, result.share("east"));
      assertEquals("r1", result.calls().get(0).requestId());
    }
  }

  @Test
  void aStoppedRunLetsItsCallsEnd() throws Exception {
    LoadRun run = LoadRun.start(plan(cloud().port(), 100, 60_000));
    run.onSecond(second -> run.stop());

    LoadResult result = run.await();

    assertTrue(result.allOk());
    assertTrue(result.counts().scheduled() >= 100 && result.counts().scheduled() < 6000);
    assertTrue(run.latest().second() >= 0);
  }

  @Test
  void theVerbWritesItsResultForPrograms(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("result.json");

    int status =
        new CommandLine(new LoadVerb())
            .execute(
                "--target",
                "http://127.0.0.1:" + cloud().port(),
                "--model",
                "m",
                "--rate",
                "50",
                "--seconds",
                "1",
                "--poisson",
                "--seed",
                "3",
                "--json",
                json.toString());

    var result = new ObjectMapper().readTree(json.toFile());
    assertEquals(0, status);
    assertEquals(result.path("scheduled").asInt(), result.at("/outcomes/ok").asInt());
    assertNotNull(result.get("first_content_ms").get("p99"));
  }

  private Cloud cloud() throws Exception {
    return host.open(CloudSpec.compatible("c").deploy(Deployment.of("m", "m")));
  }

  private static LoadPlan plan(int port, double rate, long millis) {
    return LoadPlan.of(
        URI.create("http://127.0.0.1:" + port), "m", rate, Duration.ofMillis(millis));
  }
}
