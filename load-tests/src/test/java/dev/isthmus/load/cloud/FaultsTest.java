package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.chaos.RawClient.End;
import dev.isthmus.load.chaos.RawClient.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault as a client on a plain socket sees it. */
final class FaultsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration A_MOMENT = Duration.ofMillis(300);

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;

  FaultsTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.compatible("c")
                .deploy(Deployment.of("m", "m"))
                .deploy(Deployment.of("n", "n")));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE | content-type: .*",
        "MILLISECONDS | retry-after-ms: 1500",
        "SECONDS | retry-after: 2",
        "FRACTION | retry-after: 1\\.500",
        "HTTP_DATE | retry-after: \\w{3}, \\d.* GMT",
        "RESET_SECONDS | x-ratelimit-reset-tokens: 2",
        "RESET_DURATION | x-ratelimit-reset-tokens: 1\\.500s",
        "RESET_TIME | anthropic-ratelimit-tokens-reset: \\d{4}-.*T.*:\\d{2}Z"
      })
  void aStatusSaysWhenToComeBackInEveryForm(RetryForm form, String line) throws Exception {
    cloud.faults().add(Fault.status(429).retryAfter(form, 1500));

    Reading answer = ask(plain("m"), PATIENCE);

    assertEquals(429, answer.status());
    assertTrue(answer.text().lines().anyMatch(one -> one.matches(line)), answer.text());
    if (form == RetryForm.NONE) {
      assertFalse(answer.text().contains("retry-after"));
    }
  }

  @Test
  void headersOfTheTestsOwnReplaceTheUsual() throws Exception {
    cloud.faults().add(Fault.status(503).header("retry-after", "-1"));

    assertTrue(ask(plain("m"), PATIENCE).text().contains("retry-after: -1\r\n"));
  }

  @Test
  void anHtmlPageAndARedirectAreWhatTheySay() throws Exception {
    int page = cloud.faults().add(Fault.of(FaultKind.HTML_502));
    assertTrue(ask(plain("m"), PATIENCE).text().contains("<h1>502</h1>"));
    cloud.faults().remove(page);

    cloud.faults().add(Fault.of(FaultKind.REDIRECT).location("http://127.0.0.1:1/x"));
    assertTrue(ask(plain("m"), PATIENCE).text().contains("location: http://127.0.0.1:1/x\r\n"));
  }

  @Test
  void aResetBeforeTheHeadSendsNothing() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.RESET_BEFORE_HEAD));

    Reading answer = ask(stream("m"), PATIENCE);

    assertEquals("", answer.text());
    assertEquals(End.RESET, answer.end());
  }

  @Test
  void aStallBeforeTheHeadSendsNothingEither() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.STALL_BEFORE_HEAD));

    assertEquals(new Reading("", End.TIMEOUT), ask(stream("m"), A_MOMENT));
  }

  @Test
  void aResetAfterTheHeadHasNoEvent() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.RESET_AFTER_HEAD));

    Reading answer = ask(stream("m"), PATIENCE);

    assertEquals(200, answer.status());
    assertFalse(answer.text().contains("data:"));
    assertEquals(End.RESET, answer.end());
  }

  @Test
  void anErrorIn200ComesBeforeAnyContent() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.ERROR_IN_200));

    for (String request : new String[] {plain("m"), stream("m")}) {
      Reading answer = ask(request, PATIENCE);
      assertEquals(200, answer.status());
      assertTrue(answer.text().contains("\"error\":{"), answer.text());
      assertFalse(answer.text().contains("choices"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RESET_AFTER_EVENTS, RESET, false",
    "TRUNCATE, CLOSED, false",
    "END_EARLY, CLOSED, true",
    "ERROR_MIDSTREAM, CLOSED, true"
  })
  void aStreamIsCutAfterItsEvents(FaultKind kind, End end, boolean clean) throws Exception {
    cloud.faults().add(Fault.of(kind).afterEvents(2));

    Reading answer = ask(stream("m"), PATIENCE);

    int error = kind == FaultKind.ERROR_MIDSTREAM ? 1 : 0;
    assertEquals(2 + error, answer.text().split("data: ", -1).length - 1);
    assertEquals(error == 1, answer.text().contains("\"error\":{"));
    assertEquals(clean, answer.text().endsWith("\r\n0\r\n\r\n"));
    assertEquals(end, answer.end());
    assertFalse(answer.text().contains("[DONE]"));
  }

  @Test
  void aStallInTheMiddleOfAStreamSendsItsEventsAndThenNothing() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.STALL_MIDSTREAM).afterEvents(2));
    try (RawClient client = RawClient.connect(cloud.port())) {
      client.send(stream("m").getBytes(StandardCharsets.UTF_8));
      assertEquals(End.FOUND, client.readUntil("\n\n\r\n", PATIENCE).end());

      Reading rest = client.readToEnd(A_MOMENT);

      assertFalse(rest.text().contains("[DONE]"));
      assertEquals(End.TIMEOUT, rest.end());
    }
  }

  @Test
  void aPlainAnswerIsCutInItsMiddle() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.TRUNCATE));

    Reading answer = ask(plain("m"), PATIENCE);

    assertEquals(200, answer.status());
    assertTrue(bodyBytes(answer) > 0 && bodyBytes(answer) < declaredBytes(answer));
    assertEquals(End.CLOSED, answer.end());
  }

  @ParameterizedTest
  @CsvSource({"7", "-7"})
  void aWrongLengthIsOffByWhatIsAsked(int bytes) throws Exception {
    cloud.faults().add(Fault.of(FaultKind.WRONG_CONTENT_LENGTH).bytes(bytes));

    Reading answer = ask(plain("m"), PATIENCE);

    assertEquals(bytes, declaredBytes(answer) - bodyBytes(answer));
    assertEquals(End.CLOSED, answer.end());
  }

  @Test
  void credentialsAreEchoed() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.HEADER_ECHO));

    assertTrue(ask(plain("m"), PATIENCE).text().contains("authorization: Bearer secret\r\n"));
  }

  @Test
  void anAnswerIsCompressedUnasked() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.GZIP));

    Reading answer = ask(plain("m"), PATIENCE);

    byte[] body =
        answer
            .text()
            .substring(answer.text().indexOf("\r\n\r\n") + 4)
            .getBytes(StandardCharsets.ISO_8859_1);
    assertTrue(answer.text().contains("content-encoding: gzip\r\n"));
    assertTrue(
        new String(
                new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(),
                StandardCharsets.UTF_8)
            .contains("choices"));
    assertTrue(ask(stream("m"), PATIENCE).text().endsWith("\r\n0\r\n\r\n"));
  }

  @Test
  void aFaultStrikesItsDeploymentAndOnlySoOften() throws Exception {
    cloud.faults().add(Fault.status(500).onDeployment("m").times(1));

    assertEquals(200, ask(plain("n"), PATIENCE).status());
    assertEquals(500, ask(plain("m"), PATIENCE).status());
    assertEquals(200, ask(plain("m"), PATIENCE).status());
    assertEquals(1, cloud.faults().list().get(0).hits());
  }

  @Test
  void aKilledCloudResetsItsCallersRefusesNewOnesAndComesBackOnItsPort() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.STALL_MIDSTREAM).afterEvents(2));
    int port = cloud.port();
    try (RawClient caller = RawClient.connect(port)) {
      caller.send(stream("m").getBytes(StandardCharsets.UTF_8)).readUntil("data: ", PATIENCE);

      cloud.kill();

      assertEquals(End.RESET, caller.readToEnd(PATIENCE).end());
    }
    assertThrows(IOException.class, () -> RawClient.connect(port));
    cloud.faults().clear();
    cloud.reopen();
    assertEquals(port, cloud.port());
    assertEquals(200, ask(plain("m"), PATIENCE).status());
  }

  private Reading ask(String request, Duration patience) throws IOException {
    try (RawClient client = RawClient.connect(cloud.port())) {
      return client.send(request.getBytes(StandardCharsets.UTF_8)).readToEnd(patience);
    }
  }

  private static int declaredBytes(Reading answer) {
    return answer
        .text()
        .lines()
        .filter(line -> line.startsWith("content-length: "))
        .mapToInt(line -> Integer.parseInt(line.substring(16)))
        .findFirst()
        .orElse(-1);
  }

  private static int bodyBytes(Reading answer) {
    return answer.text().length() - answer.text().indexOf("\r\n\r\n") - 4;
  }

  private static String plain(String model) {
    return request(model, "");
  }

  private static String stream(String model) {
    return request(model, ",\"stream\":true");
  }

  private static String request(String model, String more) {
    String body =
        "{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"sim:tokens=40\"}]"
            + more
            + "}";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Authorization: Bearer secret\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
