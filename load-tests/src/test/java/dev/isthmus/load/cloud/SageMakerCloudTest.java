package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.AwsCaller.Answer;
import dev.isthmus.load.cloud.AwsCaller.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SageMaker's runtime around a container that speaks OpenAI's chat. */
final class SageMakerCloudTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String PLAIN = "/endpoints/chat/invocations";
  private static final String STREAM = "/endpoints/chat/invocations-response-stream";
  private static final String ASK =
      "{'messages':[{'role':'user','content':'sim:say=Grüße aus Århus, 日本語と絵文字 🙂🙂🙂'}]";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final AwsCaller caller;

  SageMakerCloudTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.sageMaker("sm", "us-east-1")
                .key("AKID:secret")
                .deploy(Deployment.of("chat", "llama"))
                .deploy(Deployment.embedding("embed", "bge", 8))
                .deploy(Deployment.of("tight", "llama").limits(Limits.perMinute(-1, 1))));
    caller = new AwsCaller(cloud, "sagemaker", AwsCaller.keys("AKID", "secret"));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void theContainersAnswerComesAsItIs() throws Exception {
    Answer answer = caller.post(PLAIN, ASK + "}");

    assertEquals(200, answer.status());
    assertEquals("chat.completion", answer.json().path("object").asText());
    assertEquals("AllTraffic", answer.header("x-amzn-invoked-production-variant"));
    assertEquals(
        8,
        caller
            .post("/endpoints/embed/invocations", "{'input':'a'}")
            .json()
            .at("/data/0/embedding")
            .size());
  }

  @Test
  void aStreamsEventsAreJoinedFromItsParts() throws Exception {
    String whole = caller.post(PLAIN, ASK + "}").json().at("/choices/0/message/content").asText();

    Answer answer =
        caller.post(STREAM, ASK + ",'stream':true,'stream_options':{'include_usage':true}}");

    assertEquals("text/event-stream", answer.header("x-amzn-sagemaker-content-type"));
    List<Event> parts = answer.events();
    assertTrue(parts.stream().allMatch(part -> part.type().equals("PayloadPart")));
    String text = joined(parts);
    assertTrue(text.endsWith("data: [DONE]\n\n"), text);
    StringBuilder said = new StringBuilder();
    for (String line : text.lines().filter(one -> one.startsWith("data: {")).toList()) {
      JsonNode chunk =
          Objects.requireNonNull(Json.parse(line.substring(6).getBytes(StandardCharsets.UTF_8)));
      said.append(chunk.at("/choices/0/delta/content").asText(""));
    }
    assertEquals(whole, said.toString());
    assertEquals(Sale.End.COMPLETE, cloud.bill().awaitSales(2, PATIENCE).get(1).end());
  }

  @Test
  void aDocumentOnTheStreamingPathComesInPartsToo() throws Exception {
    Answer answer = caller.post(STREAM, ASK + "}");

    assertEquals("application/json", answer.header("x-amzn-sagemaker-content-type"));
    assertTrue(joined(answer.events()).contains("\"object\":\"chat.completion\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/endpoints/none/invocations | {'messages':[]} | 400 | ValidationError",
        "/endpoints/chat/invocations | {'messages':[]} | 424 | ModelError",
        "/endpoints/chat/invocations | [] | 424 | ModelError",
        "/endpoints/chat/invocations | {'messages':[{'role':'user','content':'x'}],'stream':true} | 424 | ModelError",
        "/endpoints/embed/invocations | {'input':''} | 424 | ModelError",
        "/endpoints/chat/other | {} | 404 | UnknownOperationException"
      })
  void whatIsRefusedSaysByWhom(String path, String body, int status, String type) throws Exception {
    Answer answer = caller.post(path, body);

    assertEquals(status, answer.status());
    assertEquals(type, answer.errorType());
    if (status == 424) {
      assertEquals(400, answer.json().path("OriginalStatusCode").asInt());
      assertTrue(answer.json().path("OriginalMessage").asText().contains("BadRequestError"));
      assertFalse(answer.json().path("LogStreamArn").asText().isEmpty());
    }
  }

  @Test
  void aSignatureForAnotherServiceIsRefused() throws Exception {
    AwsCaller other = new AwsCaller(cloud, "bedrock", AwsCaller.keys("AKID", "secret"));

    Answer answer = other.post(PLAIN, ASK + "}");

    assertEquals(403, answer.status());
    assertEquals("InvalidSignatureException", answer.errorType());
  }

  @Test
  void withoutRoomItThrottlesWithA400() throws Exception {
    caller.post("/endpoints/tight/invocations", ASK + "}");

    Answer answer = caller.post("/endpoints/tight/invocations", ASK + "}");

    assertEquals(400, answer.status());
    assertEquals("ThrottlingException", answer.errorType());
  }

  @ParameterizedTest
  @CsvSource({
    "400, ValidationError",
    "424, ModelError",
    "429, ModelNotReadyException",
    "500, InternalFailure",
    "503, ServiceUnavailable",
    "530, InternalDependencyException"
  })
  void aStatusHasItsExceptionInTheHead(int status, String type) throws Exception {
    cloud.faults().add(Fault.status(status));

    Answer answer = caller.post(PLAIN, ASK + "}");

    assertEquals(status, answer.status());
    assertEquals(type, answer.errorType());
  }

  @ParameterizedTest
  @CsvSource({"424, ModelStreamError", "500, InternalStreamFailure"})
  void aStreamEndsInAnException(int status, String type) throws Exception {
    cloud.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).afterEvents(2).standingFor(status));

    List<Event> events = caller.post(STREAM, ASK + ",'stream':true}").events();

    Event last = events.get(events.size() - 1);
    assertEquals("exception", last.message());
    assertEquals(type, last.type());
    String text = joined(events.subList(0, events.size() - 1));
    assertEquals(2, text.split("data: ", -1).length - 1, text);
  }

  private static String joined(List<Event> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    parts.forEach(part -> bytes.writeBytes(part.payload()));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
