package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.SimulatedModel;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SageMaker runtime in one region. A deployment is an endpoint; its container speaks OpenAI's
 * chat, or embeddings.
 *
 * <p>Errors: what the container refuses is a ModelError around the container's own answer.
 */
final class SageMakerService implements Service {

  private static final String STREAM = "invocations-response-stream";
  private static final int SEGMENTS = 4;
  private static final int MOST_BODY_BYTES = 6 << 20;
  private static final int REFUSED_BY_CONTAINER = 400;
  private static final String LOGS =
      "arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/simulated";

  private final CloudSpec spec;
  private final AwsDoor door;
  private final OpenAiDesk desk;

  SageMakerService(CloudSpec spec, Guard guard) {
    this.spec = spec;
    this.door = new AwsDoor(guard, spec.region(), "sagemaker");
    this.desk = new OpenAiDesk(new SimulatedModel(spec.seed()), false, false);
  }

  @Override
  public Reply reply(Request request) {
    String[] path = request.rawPath().split("/", -1);
    boolean known =
        path.length == SEGMENTS
            && path[1].equals("endpoints")
            && (path[3].equals("invocations") || path[3].equals(STREAM));
    if (!known || !request.method().equals("POST")) {
      return Problem.door(404, "UnknownOperationException", "The operation is not known.");
    }
    Problem refusal = door.refusal(request, System.currentTimeMillis());
    if (refusal != null) {
      return refusal;
    }
    if (request.body().length > MOST_BODY_BYTES) {
      return invalid("Value at 'body' failed to satisfy constraint: at most 6291456 bytes");
    }
    String name = Request.decode(path[2]);
    Optional<Deployment> found =
        spec.deployments().stream().filter(one -> one.name().equals(name)).findFirst();
    return found.isEmpty()
        ? invalid("Endpoint " + name + " of account 123456789012 not found.")
        : invoke(request.object(), found.get(), path[3].equals(STREAM));
  }

  private Reply invoke(@Nullable JsonNode body, Deployment deployment, boolean stream) {
    if (body == null) {
      return refused(Problem.request("", "The body is not a JSON object.", null));
    }
    if (body.path("stream").asBoolean() && !stream) {
      return refused(Problem.value("stream", "This path does not stream."));
    }
    Reply reply =
        deployment.embeds() ? desk.embeddings(body, deployment) : desk.chat(body, deployment);
    if (reply instanceof Problem problem) {
      return refused(problem);
    }
    return stream && reply instanceof Work work
        ? new Work(
            work.operation(),
            deployment,
            new PartsScript(work.script()),
            work.tokens(),
            work.reserve())
        : reply;
  }

  private static Problem invalid(String message) {
    return Problem.door(400, "ValidationError", message);
  }

  /** What the container said stands in the message, and its status in place of a field. */
  private static Problem refused(Problem by) {
    String original = new String(Json.bytes(ErrorShapes.vllm(by)), StandardCharsets.UTF_8);
    String status = String.valueOf(REFUSED_BY_CONTAINER);
    return new Problem(AwsErrors.MODEL_ERROR, "ModelError", original, null, status);
  }

  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    if (!AwsErrors.sageMaker(problem).equals("ModelError")) {
      return Json.object().put("message", problem.message());
    }
    int status = problem.param() == null ? 500 : Integer.parseInt(problem.param());
    ObjectNode body = Json.object().put("ErrorCode", "CLIENT_ERROR_FROM_MODEL");
    body.put("LogStreamArn", LOGS);
    body.put(
        "Message",
        "Received "
            + (status < 500 ? "client" : "server")
            + " error ("
            + status
            + ") from primary with message \""
            + problem.message()
            + "\".");
    return body.put("OriginalMessage", problem.message()).put("OriginalStatusCode", status);
  }

  @Override
  public void refused(HttpHeaders out, Problem problem) {
    out.set("x-amzn-ErrorType", AwsErrors.sageMaker(problem));
  }

  @Override
  public JsonNode streamError(Request request) {
    return Json.object().put("Message", AwsErrors.STREAM);
  }

  @Override
  public void fail(EventOut out, Request request, int status) {
    boolean model = status == AwsErrors.MODEL_ERROR;
    ObjectNode payload = Json.object().put("Message", AwsErrors.STREAM);
    if (model) {
      payload.put("ErrorCode", "ModelInvocationTimeExceeded");
    }
    out.exception(model ? "ModelStreamError" : "InternalStreamFailure", payload);
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    return Problem.door(400, "ThrottlingException", "Rate exceeded");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("x-amzn-RequestId", requestId);
    out.set("date", LimitHeaders.httpDate(System.currentTimeMillis()));
  }

  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {
    if (waitMillis > 0) {
      return;
    }
    out.set("x-Amzn-Invoked-Production-Variant", "AllTraffic");
    if (work.script() instanceof PartsScript parts) {
      out.set("X-Amzn-SageMaker-Content-Type", parts.inner().framing().contentType());
    }
  }
}
