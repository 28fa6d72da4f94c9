package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.model.SimulatedModel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** A self-hosted server of OpenAI's protocol, in the manner of vLLM. */
final class CompatibleService implements Service {

  private static final String PREFIX = "/v1/";
  private static final String STORED = "responses/";
  private static final String COUNT = STORED + "input_tokens";

  private final List<Deployment> deployments;
  private final Guard guard;
  private final OpenAiDesk desk;
  private final EngineMetrics metrics;

  CompatibleService(CloudSpec spec, Guard guard, EngineMetrics metrics) {
    this.metrics = metrics;
    this.deployments = spec.deployments();
    this.guard = guard;
    this.desk = new OpenAiDesk(new SimulatedModel(spec.seed()), false, false);
  }

  @Override
  public Reply reply(Request request) {
    String page = request.method().equals("GET") ? metrics.page(request.path()) : null;
    if (page != null) {
      return new Reply.Ready("metrics", Document.text("text/plain; version=0.0.4", page));
    }
    if (!request.path().startsWith(PREFIX)) {
      return Problem.door(404, "404", "Not Found");
    }
    String bearer = request.bearer();
    if (!guard.open() && (bearer == null || !guard.knowsKey(bearer))) {
      return Problem.door(401, "401", "Unauthorized");
    }
    String operation = request.path().substring(PREFIX.length());
    if (operation.equals("models") || operation.startsWith("models/")) {
      return models(operation);
    }
    if (operation.startsWith(STORED) && !operation.equals(COUNT)) {
      return desk.stored(request.method(), operation.substring(STORED.length()));
    }
    return request.method().equals("POST")
        ? post(operation, request)
        : Problem.door(405, "405", "Method Not Allowed");
  }

  private Reply models(String operation) {
    if (operation.equals("models")) {
      List<String> names = deployments.stream().map(Deployment::name).toList();
      return new Reply.AtOnce("models", 200, OpenAiDesk.modelList(names));
    }
    String name = operation.substring("models/".length());
    return find(name)
        .<Reply>map(one -> new Reply.AtOnce("models", 200, OpenAiDesk.modelObject(one.name())))
        .orElseGet(() -> unknown(name));
  }

  private Reply post(String operation, Request request) {
    JsonNode body = request.object();
    if (body == null) {
      return Problem.request("", "The body is not a JSON object.", null);
    }
    String name = body.path("model").asText("");
    Optional<Deployment> found = find(name);
    if (found.isEmpty()) {
      return unknown(name);
    }
    Deployment deployment = found.get();
    if (deployment.embeds() != operation.equals("embeddings")) {
      return Problem.request("", "The model does not support this operation.", "model");
    }
    return switch (operation) {
      case "chat/completions" -> desk.chat(body, deployment);
      case "completions" -> desk.completions(body, deployment);
      case "embeddings" -> desk.embeddings(body, deployment);
      case "images/generations" -> desk.images(body, deployment);
      case "responses" -> desk.responses(body, deployment);
      case COUNT -> desk.inputTokens(body);
      default -> Problem.door(404, "404", "Not Found");
    };
  }

  private Optional<Deployment> find(String name) {
    return deployments.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  private static Problem unknown(String name) {
    String message = "The model `" + name + "` does not exist.";
    return new Problem(404, "404", message, "NotFoundError", "model");
  }

  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    return switch (problem.status()) {
      case 401 -> Json.object().put("error", "Unauthorized");
      case 405 -> Json.object().put("detail", "Method Not Allowed");
      default -> ErrorShapes.vllm(problem);
    };
  }

  @Override
  public JsonNode streamError(Request request) {
    return ErrorShapes.vllm(Problem.door(500, "500", "The engine stopped."));
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    return Problem.door(429, "rate_limit_exceeded", "Rate limit reached for tokens per min.");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("x-request-id", requestId);
  }

  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {
    LimitHeaders.openAi(out, meter, waitMillis);
  }
}
