package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.ConverseReader.Question;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.SimulatedModel;
import dev.isthmus.load.cloud.model.StopText;
import dev.isthmus.load.cloud.model.Tokens;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Bedrock runtime in one region: Converse, its stream, the counting of its tokens, and
 * InvokeModel for embeddings.
 *
 * <p>A deployment is called by its name: a model's, or that of an inference profile such as {@code
 * us.MODEL}, also at the end of an ARN. A model that only a profile leads to is refused by its own
 * name.
 */
final class BedrockService implements Service {

  private static final String PROFILE = "^[a-z]+\\.(?=[a-z0-9]+\\.)";
  private static final int TOKENS_PER_IMAGE = 1500;
  private static final int SEGMENTS = 4;
  private static final int LONGEST_ID = 2048;

  private final CloudSpec spec;
  private final Guard guard;
  private final AwsDoor door;
  private final ConverseSeal seal;
  private final SimulatedModel model;
  private final Map<String, PrefixCache> caches = new HashMap<>();

  BedrockService(CloudSpec spec, Guard guard) {
    this.spec = spec;
    this.guard = guard;
    this.door = new AwsDoor(guard, spec.region(), "bedrock");
    this.seal = new ConverseSeal(guard);
    this.model = new SimulatedModel(spec.seed());
  }

  @Override
  public Reply reply(Request request) {
    String[] path = request.rawPath().split("/", -1);
    if (path.length != SEGMENTS || !path[1].equals("model") || !request.method().equals("POST")) {
      return unknownOperation();
    }
    Problem refusal = refusal(request);
    if (refusal != null) {
      return refusal;
    }
    JsonNode body = request.object();
    if (body == null) {
      return Problem.door(400, "SerializationException", "The body is not a JSON object.");
    }
    String id = Request.decode(path[2]);
    Optional<Deployment> found = path[3].equals("count-tokens") ? findCounted(id) : find(id);
    return found.isEmpty() ? noModel(id) : operate(path[3], body, found.get());
  }

  private @Nullable Problem refusal(Request request) {
    String bearer = request.bearer();
    if (bearer == null) {
      return door.refusal(request, System.currentTimeMillis());
    }
    return guard.knowsKey(bearer)
        ? null
        : Problem.door(
            403,
            "AccessDeniedException",
            "Authentication failed: Please make sure your API Key is valid.");
  }

  private Reply operate(String operation, JsonNode body, Deployment deployment) {
    boolean embeds = operation.equals("invoke");
    return switch (operation) {
      case "converse", "converse-stream", "count-tokens", "invoke" ->
          embeds == deployment.embeds()
              ? answer(operation, body, deployment)
              : ConverseCheck.bad("This action doesn't support the model that you provided.");
      default -> unknownOperation();
    };
  }

  private Reply answer(String operation, JsonNode body, Deployment deployment) {
    return switch (operation) {
      case "invoke" -> invoke(body, deployment);
      case "count-tokens" -> count(body);
      default -> converse(body, deployment, operation.equals("converse-stream"));
    };
  }

  private Reply converse(JsonNode body, Deployment deployment, boolean stream) {
    String kind = stream ? ConverseFields.STREAM : ConverseFields.CONVERSE;
    Problem problem = ConverseCheck.check(body, kind, seal);
    if (problem != null) {
      return problem;
    }
    Question question = ConverseReader.question(body);
    Ask ask = question.ask();
    Answer answer = stopped(model.answer(ask, deployment.temper(), 0), question);
    PrefixCache.Use cache = PrefixCache.Use.NONE;
    if (!question.prefixes().isEmpty()) {
      cache =
          caches
              .computeIfAbsent(deployment.name(), name -> new PrefixCache())
              .use(question.prefixes());
    }
    TokenCount tokens =
        new TokenCount(
            ask.inputTokens(TOKENS_PER_IMAGE),
            cache.read(),
            cache.written(),
            cache.hourly(),
            answer.outputTokens(),
            answer.reasoningTokens());
    String signature = question.thinks() ? seal.of(ConverseScript.THOUGHT) : "";
    JsonNode guardrail = body.path("guardrailConfig");
    var style =
        new ConverseScript.Style(
            stream,
            signature,
            cache,
            guardrail.path("guardrailIdentifier").asText(""),
            guardrail.path("trace").asText("").startsWith("enabled"),
            extra(body, answer));
    // What sets no limit holds the most that the model may write.
    long most = ask.maxTokens() < 0 ? deployment.temper().mostTokens() : ask.maxTokens();
    long reserve = tokens.input() + most;
    return new Work(
        stream ? "converse-stream" : "converse",
        deployment,
        new ConverseScript(style, answer, tokens),
        tokens,
        reserve);
  }

  private static Answer stopped(Answer answer, Question question) {
    StopText text = StopText.of(answer.text(), question.stops());
    return text.stop() == null
        ? answer
        : new Answer(answer.reasoningTokens(), text, answer.calls(), Finish.STOP);
  }

  /** What of the model's own answer was asked for and is there. */
  private static ObjectNode extra(JsonNode body, Answer answer) {
    ObjectNode extra = Json.object();
    boolean asked =
        ConverseReader.texts(body.path("additionalModelResponseFieldPaths"))
            .contains("/stop_sequence");
    return asked && answer.text() instanceof StopText text
        ? extra.put("stop_sequence", text.stop())
        : extra;
  }

  private Reply count(JsonNode body) {
    JsonNode input = body.path("input");
    if (body.size() != 1 || input.size() != 1) {
      return ConverseCheck.bad("The value at input must have exactly one member set.");
    }
    if (input.has("invokeModel")) {
      return counted(input.path("invokeModel").path("body").asText());
    }
    Problem problem = ConverseCheck.check(input.path("converse"), ConverseFields.COUNT, seal);
    return problem == null
        ? tokens(
            ConverseReader.question(input.path("converse")).ask().inputTokens(TOKENS_PER_IMAGE))
        : problem;
  }

  private static Reply counted(String base64) {
    try {
      byte[] body = Base64.getDecoder().decode(base64);
      return tokens(Tokens.ofText(new String(body, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Problem.door(400, "SerializationException", "Invalid base64 at input.body.");
    }
  }

  private static Reply tokens(long count) {
    return new Reply.AtOnce("count-tokens", 200, Json.object().put("inputTokens", count));
  }

  private Reply invoke(JsonNode body, Deployment deployment) {
    int own = deployment.traits().dimensions();
    boolean cohere = deployment.model().contains("cohere.");
    Problem problem = cohere ? InvokeReader.cohere(body) : InvokeReader.titan(body, own);
    if (problem != null) {
      return problem;
    }
    long input = Tokens.ofText(body.path("inputText").asText(""));
    for (JsonNode text : body.path("texts")) {
      input += Tokens.ofText(text.asText());
    }
    String id = Long.toHexString(Tokens.mix(body.hashCode()));
    JsonNode answer =
        cohere ? InvokeAnswers.cohere(body, own, id) : InvokeAnswers.titan(body, own, input);
    TokenCount tokens = new TokenCount(input, 0, 0, 0);
    return new Work("invoke", deployment, new ReadyScript(answer), tokens, input);
  }

  /** Tokens are counted for a model by its own name, and for no inference profile. */
  private Optional<Deployment> findCounted(String id) {
    return spec.deployments().stream()
        .filter(one -> one.name().replaceFirst(PROFILE, "").equals(id))
        .findFirst();
  }

  private Optional<Deployment> find(String id) {
    if (id.length() > LONGEST_ID || (id.startsWith("arn:") && !here(id))) {
      return Optional.empty();
    }
    String name = id.startsWith("arn:") ? id.substring(id.lastIndexOf('/') + 1) : id;
    return spec.deployments().stream()
        .filter(one -> one.name().equals(name) || one.name().equals(id))
        .findFirst();
  }

  /** Whether an ARN is one of Bedrock's in this region. */
  private boolean here(String arn) {
    String[] parts = arn.split(":", -1);
    return parts.length > SEGMENTS && parts[2].equals("bedrock") && parts[3].equals(spec.region());
  }

  private Problem noModel(String id) {
    boolean profiled =
        spec.deployments().stream()
            .anyMatch(one -> one.name().matches("[a-z]+\\..+") && one.name().endsWith("." + id));
    return ConverseCheck.bad(
        profiled
            ? "Invocation of model ID "
                + id
                + " with on-demand throughput isn’t supported. Retry your request with the ID or"
                + " ARN of an inference profile that contains this model."
            : "The provided model identifier is invalid.");
  }

  private static Problem unknownOperation() {
    return Problem.door(404, "UnknownOperationException", "The operation is not known.");
  }

  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    return Json.object().put("message", problem.message());
  }

  /** The name of a throttling exception comes with a namespace, as the real one's may. */
  @Override
  public void refused(HttpHeaders out, Problem problem) {
    String type = AwsErrors.bedrock(problem);
    boolean throttling = type.equals("ThrottlingException");
    out.set(
        "x-amzn-ErrorType",
        throttling ? type + ":http://internal.amazon.com/coral/com.amazon.bedrock/" : type);
  }

  @Override
  public JsonNode streamError(Request request) {
    return Json.object().put("message", AwsErrors.STREAM);
  }

  @Override
  public void fail(EventOut out, Request request, int status) {
    String type = AwsErrors.bedrock(Problem.door(status, String.valueOf(status), ""));
    ObjectNode payload = Json.object().put("message", AwsErrors.STREAM);
    if (status == AwsErrors.MODEL_ERROR) {
      type = "ModelStreamErrorException";
      payload.put("originalStatusCode", 500).put("originalMessage", "The model stopped.");
    }
    out.exception(Character.toLowerCase(type.charAt(0)) + type.substring(1), payload);
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    return Problem.door(
        429, "ThrottlingException", "Too many tokens, please wait before trying again.");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("x-amzn-RequestId", requestId);
    out.set("date", LimitHeaders.httpDate(System.currentTimeMillis()));
  }

  /** AWS says nothing about limits; InvokeModel says in the head what it counted. */
  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {
    if (work.operation().equals("invoke") && waitMillis == 0) {
      out.set("X-Amzn-Bedrock-Input-Token-Count", work.tokens().input());
      out.set("X-Amzn-Bedrock-Output-Token-Count", work.tokens().output());
    }
  }
}
