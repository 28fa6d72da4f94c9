package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.chaos.RawClient.End;
import dev.isthmus.load.chaos.RawClient.Reading;
import dev.isthmus.load.cloud.AwsCaller.Answer;
import dev.isthmus.load.cloud.AwsCaller.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of Bedrock, and what is billed of an answer that was cut. */
final class BedrockFaultsTest {

  private static final String PATH = "/model/m/converse-stream";
  private static final String ASK =
      "{'messages':[{'role':'user','content':[{'text':'sim:tokens=40'}]}]}";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PRELUDE = 12;

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final AwsCaller caller;

  BedrockFaultsTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.bedrock("br", "us-east-1")
                .key("AKID:secret")
                .key("api-key")
                .deploy(Deployment.of("m", "m").tariff(new Tariff(1, 1, 1))));
    caller = new AwsCaller(cloud, "bedrock", AwsCaller.keys("AKID", "secret"));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, ValidationException",
    "403, AccessDeniedException",
    "404, ResourceNotFoundException",
    "408, ModelTimeoutException",
    "424, ModelErrorException",
    "429, ThrottlingException",
    "500, InternalServerException",
    "503, ServiceUnavailableException"
  })
  void aStatusHasItsExceptionInTheHead(int status, String type) throws Exception {
    cloud.faults().add(Fault.status(status));

    Answer answer = caller.post(PATH, ASK);

    assertEquals(status, answer.status());
    assertEquals(type, answer.errorType().replaceFirst(":.*", ""));
    assertTrue(answer.json().has("message"));
    assertFalse(answer.header("x-amzn-RequestId").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "429, throttlingException",
    "500, internalServerException",
    "503, serviceUnavailableException",
    "400, validationException",
    "424, modelStreamErrorException"
  })
  void aStreamEndsInAnException(int status, String type) throws Exception {
    cloud.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).afterEvents(3).standingFor(status));

    List<Event> events = caller.post(PATH, ASK).events();

    assertEquals(4, events.size());
    assertEquals("event", events.get(2).message());
    assertEquals("exception", events.get(3).message());
    assertEquals(type, events.get(3).type());
    assertTrue(events.get(3).json().has("message"));
  }

  @Test
  void anExceptionCanBeTheFirstAndOnlyMessage() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.ERROR_IN_200).standingFor(429));

    Answer answer = caller.post(PATH, ASK);

    assertEquals(200, answer.status());
    assertEquals(1, answer.events().size());
    assertEquals("throttlingException", answer.events().get(0).type());
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "10", "12", "40"})
  void aStreamIsCutInsideTheFrameThatWouldHaveComeNext(int bytes) throws Exception {
    cloud.faults().add(Fault.of(FaultKind.TRUNCATE).afterEvents(2).bytes(bytes));

    Reading answer = raw();
    byte[] body = body(answer);

    int whole = 0;
    for (int event = 0; event < 2; event++) {
      whole += length(body, whole);
    }
    assertEquals(End.CLOSED, answer.end());
    assertFalse(answer.text().endsWith("0\r\n\r\n"));
    assertEquals(2, AwsCaller.decode(body).size());
    assertEquals(whole + bytes, body.length);
    if (bytes == PRELUDE) {
      assertTrue(length(body, whole) > PRELUDE);
    }
  }

  @Test
  void aStreamThatEndsEarlyEndsBetweenFrames() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.END_EARLY).afterEvents(5));

    Answer answer = caller.post(PATH, ASK);

    assertEquals(5, answer.events().size());
    assertEquals(
        answer.bytes().length, answer.events().stream().mapToInt(BedrockFaultsTest::framed).sum());
  }

  @Test
  void aResetAfterEventsAndAStallAreWhatTheySay() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.RESET_AFTER_EVENTS).afterEvents(2).times(1));
    cloud.faults().add(Fault.of(FaultKind.STALL_MIDSTREAM).afterEvents(2));

    assertEquals(End.RESET, raw().end());
    try (RawClient client = RawClient.connect(cloud.port())) {
      client.send(request()).readUntil("contentBlockDelta", PATIENCE);
      assertEquals(End.TIMEOUT, client.readToEnd(Duration.ofMillis(300)).end());
    }
  }

  @Test
  void theBillHoldsWhatWasSaidBeforeTheStreamBroke() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.END_EARLY).afterEvents(5));

    caller.post(PATH, ASK);

    Sale sale = cloud.bill().awaitSales(1, PATIENCE).get(0);
    assertEquals(Sale.End.BROKEN, sale.end());
    assertEquals("converse-stream", sale.what().operation());
    assertTrue(sale.tokens().output() >= 16 && sale.tokens().output() < 40, sale.toString());
    assertFalse(sale.usageSent());
  }

  @Test
  void whoHangsUpPaysForWhatWasSaidByThen() throws Exception {
    Cloud slow =
        host.open(
            CloudSpec.bedrock("slow", "us-east-1")
                .key("api-key")
                .deploy(Deployment.of("m", "m").tempo(Tempo.of(Duration.ofMillis(1), 200))));
    try (RawClient client = RawClient.connect(slow.port())) {
      client.send(request("sim:tokens=4000")).readUntil("contentBlockDelta", PATIENCE);
    }

    Sale sale = slow.bill().awaitSales(1, PATIENCE).get(0);

    assertEquals(Sale.End.CANCELLED, sale.end());
    assertTrue(sale.tokens().output() >= 1 && sale.tokens().output() < 4000, sale.toString());
  }

  @Test
  void aWholeAnswerIsBilledInFull() throws Exception {
    Answer answer = caller.post("/model/m/converse", ASK);

    Sale sale = cloud.bill().awaitSales(1, PATIENCE).get(0);
    assertEquals(Sale.End.COMPLETE, sale.end());
    assertEquals(40, sale.tokens().output());
    assertEquals(answer.json().at("/usage/inputTokens").asLong(), sale.tokens().input());
    assertEquals((40 + sale.tokens().input()) * 1_000_000, sale.picodollars());
    assertEquals(answer.header("x-amzn-RequestId"), sale.requestId());
  }

  private Reading raw() throws IOException {
    try (RawClient client = RawClient.connect(cloud.port())) {
      return client.send(request()).readToEnd(PATIENCE);
    }
  }

  private static byte[] request() {
    return request("sim:tokens=40");
  }

  private static byte[] request(String text) {
    String body = ASK.replace('\'', '"').replace("sim:tokens=40", text);
    String head =
        "POST "
            + PATH
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer api-key\r\nConnection: close\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes in the chunks of a body, as far as it came. */
  private static byte[] body(Reading answer) {
    byte[] all = answer.text().getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = answer.text().indexOf("\r\n\r\n") + 4;
    while (at < all.length) {
      int end = answer.text().indexOf("\r\n", at);
      int length = HexFormat.fromHexDigits(answer.text(), at, end);
      body.write(all, end + 2, length);
      at = end + 2 + length + 2;
    }
    return body.toByteArray();
  }

  private static int length(byte[] body, int at) {
    return HexFormat.fromHexDigits(HexFormat.of().formatHex(body, at, at + 4));
  }

  private static int framed(Event event) {
    return EventFrame.event(event.type(), event.payload()).length;
  }
}
