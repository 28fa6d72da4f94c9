package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isthmus.core.cases.Case;
import dev.isthmus.load.acceptance.FaultStand.Backend;
import dev.isthmus.load.acceptance.FaultStand.Call;
import dev.isthmus.load.chaos.FakeUpstream;
import dev.isthmus.load.chaos.Script;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.cloud.RetryForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault of a provider, streaming and not, with one candidate and with three: what the caller
 * sees is what the table below says, byte by byte.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class FaultMatrixIT {
  private static final int CALLS_AT_ONCE = 8;
  private static final int EVENTS_BEFORE_FAULT = 8;
  private static final long WAIT_MILLIS = 1500;
  private static final JsonMapper JSON = new JsonMapper();

  /** Who answers in the end, or how the answer ends. */
  private enum End {
    /** The fault is none to the caller: the deployment's own answer, whole. */
    OWN,
    /** A spare's answer where there is one, else an error of the gateway's. */
    MOVED_ON,
    /** The caller is at fault: the same error wherever it goes. */
    REFUSED,
    /** Content was out already: the answer ends so that nobody takes it for whole. */
    BROKEN
  }

  /**
   * @param status of the error, where there is one
   */
  private record Expected(End end, int status) {}

  private final FakeUpstream elsewhere = FakeUpstream.start(Script.onConnect().hang());
  private final FaultStand stand = new FaultStand(faults("http://127.0.0.1:" + elsewhere.port()));
  private final ExecutorService pool = Executors.newFixedThreadPool(CALLS_AT_ONCE);
  private final Map<Call, Future<RawAnswer>> answers = new LinkedHashMap<>();

  FaultMatrixIT() throws Exception {
    for (Call call : stand.calls()) {
      answers.put(call, pool.submit(() -> stand.ask(call)));
    }
  }

  @AfterAll
  void close() throws Exception {
    pool.shutdownNow();
    stand.close();
    elsewhere.close();
  }

  private static Map<String, Fault> faults(String elsewhere) {
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (int status : List.of(400, 401, 402, 403, 404, 408, 409, 413, 422, 429)) {
      faults.put("STATUS_" + status, Fault.status(status));
    }
    for (int status : List.of(500, 503, 529)) {
      faults.put("STATUS_" + status, Fault.status(status));
    }
    for (int status : List.of(302, 308)) {
      faults.put("STATUS_" + status, Fault.status(status).header("location", elsewhere));
    }
    faults.put("WAIT_429", Fault.status(429).retryAfter(RetryForm.MILLISECONDS, WAIT_MILLIS));
    for (FaultKind kind : FaultKind.values()) {
      if (kind != FaultKind.STATUS) {
        Fault fault = Fault.of(kind).location(elsewhere).afterEvents(EVENTS_BEFORE_FAULT);
        faults.put(kind.name(), fault);
      }
    }
    return faults;
  }

  /** The table. */
  private static Expected expected(Call call) {
    return switch (call.fault()) {
      case "STATUS_400", "STATUS_422" -> new Expected(End.REFUSED, 400);
      case "STATUS_413" -> new Expected(End.REFUSED, 413);
      case "STATUS_429", "WAIT_429" -> new Expected(End.MOVED_ON, 429);
      case "STATUS_503", "STATUS_529" -> new Expected(End.MOVED_ON, 503);
      case "STALL_BEFORE_HEAD" -> new Expected(End.MOVED_ON, 504);
      case "ERROR_MIDSTREAM", "END_EARLY" ->
          call.stream() ? new Expected(End.BROKEN, 200) : new Expected(End.OWN, 200);
      case "RESET_AFTER_EVENTS", "TRUNCATE" -> cut(call, call.stream(), 502);
      case "STALL_MIDSTREAM" -> cut(call, call.stream(), 504);
      case "WRONG_CONTENT_LENGTH" ->
          call.stream() ? new Expected(End.OWN, 200) : cut(call, false, 502);
      case "SLOW_FIRST_TOKEN", "SLOW_DECODE", "HEADER_ECHO" -> new Expected(End.OWN, 200);
      case "ERROR_IN_200" ->
          new Expected(End.MOVED_ON, call.backend() == Backend.GEMINI ? 503 : 502);
      default -> new Expected(End.MOVED_ON, 502);
    };
  }

  /** A document that is translated is held until it is whole, so its loss costs nothing yet. */
  private static Expected cut(Call call, boolean stream, int status) {
    boolean held = !stream && call.backend() == Backend.GEMINI;
    return held ? new Expected(End.MOVED_ON, status) : new Expected(End.BROKEN, 200);
  }

  Stream<Call> calls() {
    return answers.keySet().stream();
  }

  private RawAnswer answer(Call call) throws Exception {
    return Objects.requireNonNull(answers.get(call)).get();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void endsAsTheTableSays(Call call) throws Exception {
    RawAnswer answer = answer(call);
    Expected expected = expected(call);
    boolean spared = expected.end == End.MOVED_ON && call.candidates() > 1;
    boolean good = expected.end == End.OWN || spared;

    assertEquals(spared ? 200 : expected.status, answer.status(), answer.text());
    assertEquals(spared, answer.body().contains(FaultStand.SPARE_MODEL), answer.text());
    assertEquals(expected.end != End.BROKEN, answer.whole(), answer.text());
    assertEquals(good && call.stream(), answer.body().contains("[DONE]"), answer.text());
    if (good) {
      assertEquals(call.stream(), answer.first("content-type").startsWith("text/event-stream"));
      assertTrue(answer.body().contains("\"finish_reason\":\"stop\""), answer.text());
    } else if (expected.end == End.BROKEN) {
      assertBroken(call, answer);
    } else {
      assertError(call, answer, expected.end == End.REFUSED);
    }
  }

  private static void assertBroken(Call call, RawAnswer answer) throws Exception {
    assertFalse(answer.body().contains("\"finish_reason\":\"stop\"") && call.stream());
    if (call.stream()) {
      List<String> events = answer.body().lines().filter(line -> !line.isEmpty()).toList();
      String last = events.get(events.size() - 1);
      assertTrue(last.startsWith("data: ") && answer.body().endsWith("\n\n"), answer.text());
      assertShape(JSON.readTree(last.substring("data: ".length())), answer);
      assertTrue(events.size() > 2, "no content before the error: " + answer.text());
    }
  }

  private static void assertError(Call call, RawAnswer answer, boolean theirWords)
      throws Exception {
    assertEquals("application/json", answer.first("content-type"));
    JsonNode body = JSON.readTree(answer.body());
    boolean passedOn = theirWords && call.backend() == Backend.AZURE;
    if (passedOn) {
      assertTrue(body.path("error").path("message").isTextual(), answer.text());
    } else {
      assertShape(body, answer);
    }
    boolean full = call.fault().endsWith("_429");
    boolean says = call.fault().equals("WAIT_429");
    assertEquals(Boolean.toString(full), answer.first("x-should-retry"));
    // Where the provider does not say when to come back, it is the gateway's guess.
    String expected = says ? "2" : full ? "[1-3]" : "";
    assertTrue(String.join(",", answer.all("retry-after")).matches(expected), answer.text());
  }

  private static void assertShape(JsonNode body, RawAnswer answer) {
    JsonNode error = body.path("error");
    assertEquals(1, body.size(), answer.text());
    assertTrue(error.path("message").isTextual(), answer.text());
    assertTrue(error.path("type").isTextual(), answer.text());
    assertTrue(error.has("param") && error.has("code"), answer.text());
  }

  @ParameterizedTest
  @MethodSource("calls")
  void showsNothingOfTheProvider(Call call) throws Exception {
    RawAnswer answer = answer(call);

    for (String secret : stand.secrets()) {
      assertFalse(answer.text().contains(secret), answer.text());
    }
    assertFalse(answer.text().contains("<html"), answer.text());
    for (Map.Entry<String, String> header : answer.headers()) {
      assertTrue(isOurs(header.getKey()), answer.text());
    }
  }

  private static boolean isOurs(String name) {
    return switch (name) {
      case "content-type", "content-length", "transfer-encoding", "connection" -> true;
      case "x-request-id", "cache-control", "vary", "openai-processing-ms" -> true;
      case "retry-after", "retry-after-ms", "x-should-retry" -> true;
      default -> name.startsWith("x-isthmus-") || name.startsWith("x-ratelimit-");
    };
  }

  @ParameterizedTest
  @MethodSource("calls")
  @Case(id = "A10", did = "each fault, streamed and not")
  void namesItselfAndForbidsCaching(Call call) throws Exception {
    RawAnswer answer = answer(call);

    assertTrue(answer.first("x-request-id").length() > 8, answer.text());
    assertEquals("no-store", answer.first("cache-control"));
    assertEquals("authorization", answer.first("vary"));
  }

  @Test
  @Case(id = "SSRF3", did = "redirects to another host, which waits for a call")
  void followsNoRedirect() throws Exception {
    for (Future<RawAnswer> answer : answers.values()) {
      assertTrue(answer.get().status() > 0);
    }
    assertEquals(0, elsewhere.connections().size());
  }
}
