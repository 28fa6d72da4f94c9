package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.TokenMint.Audience;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.PromptCache;
import dev.isthmus.load.cloud.model.SimulatedModel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Vertex AI in one project and location: the OpenAI-compatible endpoint, generateContent and
 * Claude.
 */
final class VertexService implements Service {

  private static final Pattern PATH =
      Pattern.compile("/v1(?:beta1)?/projects/([^/]+)/locations/([^/]+)/(.+)");
  private static final Pattern NATIVE =
      Pattern.compile(
          "publishers/google/models/([^/:]+):(generateContent|streamGenerateContent"
              + "|countTokens)");
  private static final Pattern CLAUDE =
      Pattern.compile("publishers/anthropic/models/([^/:]+):(rawPredict|streamRawPredict)");
  private static final String OPENAPI = "endpoints/openapi/chat/completions";
  private static final int TOKENS_PER_IMAGE = 258;

  private final CloudSpec spec;
  private final Guard guard;
  private final SimulatedModel model;
  private final OpenAiDesk desk;
  private final ClaudeDoor claude;
  private final Map<String, PromptCache> caches = new HashMap<>();
  private long lastId;

  VertexService(CloudSpec spec, Guard guard) {
    this.spec = spec;
    this.guard = guard;
    this.model = new SimulatedModel(spec.seed());
    this.desk = new OpenAiDesk(model, false, true);
    this.claude = new ClaudeDoor(new ClaudeDesk(spec, model));
  }

  @Override
  public Reply reply(Request request) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches() || !request.method().equals("POST")) {
      return notFound("The requested URL was not found on this server.");
    }
    Problem door = door(request, path.group(1), path.group(2));
    if (door != null) {
      return door;
    }
    JsonNode body = request.object();
    if (body == null) {
      return Problem.request("400", "Invalid JSON payload received. Unexpected token.", null);
    }
    if (path.group(3).equals(OPENAPI)) {
      return openApi(body);
    }
    Matcher raw = CLAUDE.matcher(path.group(3));
    if (raw.matches()) {
      return claude.reply(body, raw.group(1), raw.group(2).equals("streamRawPredict"));
    }
    Matcher operation = NATIVE.matcher(path.group(3));
    return operation.matches()
        ? generate(request, body, operation)
        : notFound("The requested URL was not found on this server.");
  }

  private @Nullable Problem door(Request request, String project, String location) {
    String bearer = request.bearer();
    if (bearer == null || !(guard.knowsToken(bearer, Audience.GOOGLE) || guard.knowsKey(bearer))) {
      return Problem.door(
          401,
          "401",
          "Request had invalid authentication credentials. Expected OAuth 2 access token.");
    }
    if (!project.equals(spec.project())) {
      return Problem.door(403, "403", "Permission 'aiplatform.endpoints.predict' denied.");
    }
    return location.equals(spec.region()) ? null : notFound("Location not found.");
  }

  private Reply openApi(JsonNode body) {
    Optional<Deployment> deployment = find(body.path("model").asText(""), "google/");
    return deployment.isEmpty()
        ? notFound("Publisher model not found.")
        : desk.chat(body, deployment.get());
  }

  private Reply generate(Request request, JsonNode body, Matcher operation) {
    Optional<Deployment> found = find(operation.group(1), "");
    if (found.isEmpty()) {
      return notFound("Publisher model not found.");
    }
    Deployment deployment = found.get();
    boolean counts = operation.group(2).equals("countTokens");
    Problem problem = counts ? GeminiCheck.countable(body) : null;
    problem = problem == null ? GeminiCheck.check(body, deployment.name()) : problem;
    if (problem != null) {
      return problem;
    }
    if (counts) {
      return counted(GeminiReader.ask(body));
    }
    Ask ask = GeminiReader.ask(body);
    Answer answer = model.answer(ask, deployment.temper(), 0);
    TokenCount tokens = count(ask, answer, deployment);
    JsonNode thinking =
        GeminiFields.get(GeminiFields.get(body, "generationConfig"), "thinkingConfig");
    var head = new GeminiScript.Head(deployment.name(), "sim" + ++lastId);
    Script script =
        new GeminiScript(
            framing(request, operation.group(2)),
            head,
            answer,
            tokens,
            GeminiFields.get(thinking, "includeThoughts").asBoolean());
    return new Work(operation.group(2), deployment, script, tokens, tokens.total());
  }

  private static Reply counted(Ask ask) {
    long tokens = ask.inputTokens(TOKENS_PER_IMAGE);
    ObjectNode answer = Json.object().put("totalTokens", tokens);
    answer.putArray("promptTokensDetails").addObject().put("modality", "TEXT");
    return new Reply.AtOnce("countTokens", 200, answer);
  }

  private static Framing framing(Request request, String verb) {
    if (verb.equals("generateContent")) {
      return Framing.WHOLE;
    }
    return "sse".equals(request.query("alt")) ? Framing.SSE_CRLF : Framing.ARRAY;
  }

  private TokenCount count(Ask ask, Answer answer, Deployment deployment) {
    PromptCache cache = caches.computeIfAbsent(deployment.name(), name -> new PromptCache());
    return new TokenCount(
        ask.inputTokens(TOKENS_PER_IMAGE),
        cache.cachedTokens(ask.prompt()),
        answer.outputTokens(),
        answer.reasoningTokens());
  }

  private Optional<Deployment> find(String name, String prefix) {
    return spec.deployments().stream()
        .filter(one -> one.name().equals(name) || (prefix + one.name()).equals(name))
        .findFirst();
  }

  private static Problem notFound(String message) {
    return Problem.door(404, "404", message);
  }

  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    if (claude(request) && problem.type() != null) {
      return ErrorShapes.anthropic(problem, "req_vrtx_" + requestId);
    }
    ObjectNode body = ErrorShapes.google(problem);
    return request.path().endsWith(OPENAPI) ? Json.array(body) : body;
  }

  @Override
  public JsonNode streamError(Request request) {
    return claude(request)
        ? ErrorShapes.anthropic("overloaded_error", "Overloaded")
        : ErrorShapes.google(Problem.door(503, "503", "The service is currently unavailable."));
  }

  private static boolean claude(Request request) {
    return request.path().contains("/publishers/anthropic/models/");
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    return Problem.door(429, "429", "Resource exhausted. Please try again later.");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("server", "scaffolding on HTTPServer2");
    out.set("vary", List.of("Origin", "X-Origin", "Referer"));
  }

  /** Google says nothing about limits. */
  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {
    out.set("x-vertex-ai-llm-request-type", "shared");
  }
}
