package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.TokenMint.Audience;
import dev.isthmus.load.cloud.model.SimulatedModel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI: the classic paths with a dated version, and the v1 surface without. Beside it
 * Claude in Foundry.
 */
final class AzureService implements Service {

  private static final String CLASSIC = "/openai/deployments/";
  private static final String V1 = "/openai/v1/";
  private static final String FLAT = "/openai/";

  private static final Set<String> VERSIONS =
      Set.of(
          "2023-05-15",
          "2024-02-01",
          "2024-06-01",
          "2024-10-21",
          "2024-05-01-preview",
          "2024-07-01-preview",
          "2024-08-01-preview",
          "2024-09-01-preview",
          "2024-10-01-preview",
          "2024-12-01-preview",
          "2025-01-01-preview",
          "2025-02-01-preview",
          "2025-03-01-preview",
          "2025-04-01-preview");
  private static final Set<String> V1_VERSIONS = Set.of("preview", "latest");
  private static final String STORED = "responses/";
  private static final String RESPONSES_SINCE = "2025-03-01";

  private final CloudSpec spec;
  private final Guard guard;
  private final OpenAiDesk desk;
  private final AnthropicService claude;

  AzureService(CloudSpec spec, Guard guard) {
    this.spec = spec;
    this.guard = guard;
    this.desk = new OpenAiDesk(new SimulatedModel(spec.seed()), true, false);
    this.claude = new AnthropicService(spec, guard);
  }

  @Override
  public Reply reply(Request request) {
    if (claude(request)) {
      return claude.reply(request);
    }
    Problem door = signIn(request);
    if (door != null) {
      return door;
    }
    String version = request.query("api-version");
    if (request.path().startsWith(V1)) {
      return v1(request, version);
    }
    if (version == null || !VERSIONS.contains(version) || !request.path().startsWith(FLAT)) {
      return notFound();
    }
    return request.path().startsWith(CLASSIC) ? classic(request, version) : flat(request, version);
  }

  private @Nullable Problem signIn(Request request) {
    String key = request.headers().get("api-key");
    String bearer = request.bearer();
    boolean known =
        key != null
            ? guard.knowsKey(key)
            : bearer != null
                && (guard.knowsToken(bearer, Audience.ENTRA)
                    || (request.path().startsWith(V1) && guard.knowsKey(bearer)));
    return known
        ? null
        : Problem.door(
            401, "401", "Access denied due to invalid subscription key or wrong API endpoint.");
  }

  private Reply classic(Request request, String version) {
    String rest = request.path().substring(CLASSIC.length());
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return notFound();
    }
    Optional<Deployment> deployment = find(rest.substring(0, slash));
    String operation = rest.substring(slash + 1);
    if (!Set.of("chat/completions", "completions", "embeddings", "images/generations")
        .contains(operation)) {
      return notFound();
    }
    return deployment.isEmpty()
        ? noDeployment()
        : operate(request, operation, deployment.get(), version);
  }

  private Reply flat(Request request, String version) {
    String operation = request.path().substring(FLAT.length());
    if (operation.equals("models")) {
      return models();
    }
    boolean old = version.compareTo(RESPONSES_SINCE) < 0;
    if (operation.startsWith(STORED) && !old) {
      return desk.stored(request.method(), operation.substring(STORED.length()));
    }
    return operation.equals("responses") && !old ? byBody(request, operation, version) : notFound();
  }

  private Reply v1(Request request, @Nullable String version) {
    if (version != null && !V1_VERSIONS.contains(version)) {
      return Problem.door(
          400, "BadRequest", "api-version query parameter is not allowed when using /v1 path");
    }
    String operation = request.path().substring(V1.length());
    if (operation.equals("models")) {
      return models();
    }
    if (operation.startsWith(STORED)) {
      return desk.stored(request.method(), operation.substring(STORED.length()));
    }
    boolean known =
        Set.of("chat/completions", "completions", "embeddings", "images/generations", "responses")
            .contains(operation);
    return known ? byBody(request, operation, null) : notFound();
  }

  private Reply byBody(Request request, String operation, @Nullable String version) {
    JsonNode body = request.object();
    String name = body == null ? "" : body.path("model").asText("");
    if (body != null && name.isEmpty()) {
      return Problem.request(
          "missing_required_parameter", "Missing required parameter: 'model'.", "model");
    }
    Optional<Deployment> deployment = find(name);
    return body != null && deployment.isEmpty()
        ? noDeployment()
        : operate(request, operation, deployment.orElse(null), version);
  }

  private Reply operate(
      Request request,
      String operation,
      @Nullable Deployment deployment,
      @Nullable String version) {
    JsonNode body = request.object();
    if (!request.method().equals("POST")) {
      return Problem.door(405, "405", "Method Not Allowed");
    }
    if (body == null || deployment == null) {
      return Problem.request("", "The body is not a JSON object.", null);
    }
    if (deployment.embeds() != operation.equals("embeddings")) {
      return Problem.door(
          400, "OperationNotSupported", "The operation does not work with the specified model.");
    }
    Problem unknown =
        operation.equals("chat/completions") ? ChatFields.unknown(body, version) : null;
    if (unknown != null) {
      return unknown;
    }
    return switch (operation) {
      case "chat/completions" -> desk.chat(body, deployment);
      case "completions" -> desk.completions(body, deployment);
      case "embeddings" -> desk.embeddings(body, deployment);
      case "images/generations" -> desk.images(body, deployment);
      default -> desk.responses(body, deployment);
    };
  }

  private Reply models() {
    List<String> base = spec.deployments().stream().map(Deployment::model).distinct().toList();
    return new Reply.AtOnce("models", 200, OpenAiDesk.modelList(base));
  }

  private Optional<Deployment> find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return spec.deployments().stream()
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  private static Problem notFound() {
    return Problem.door(404, "404", "Resource not found");
  }

  private static Problem noDeployment() {
    return Problem.door(
        404, "DeploymentNotFound", "The API deployment for this resource does not exist.");
  }

  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    if (claude(request)) {
      return claude.error(problem, request, requestId);
    }
    return "content_filter".equals(problem.type())
        ? FilterNotes.blocked()
        : ErrorShapes.azure(problem);
  }

  @Override
  public JsonNode streamError(Request request) {
    if (claude(request)) {
      return claude.streamError(request);
    }
    String message = "The server had an error while processing your request.";
    return ErrorShapes.openAi(new Problem(500, "500", message, "server_error", null));
  }

  private static boolean claude(Request request) {
    return request.path().startsWith(AnthropicService.FOUNDRY);
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    String seconds = (waitMillis + 999) / 1000 + " seconds";
    return Problem.door(
        429,
        "429",
        "Requests have exceeded the token rate limit of your tier. Please retry after "
            + seconds
            + ".");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("apim-request-id", requestId).set("x-request-id", requestId);
    out.set("x-ms-region", spec.region());
    out.set("strict-transport-security", "max-age=31536000; includeSubDomains; preload");
  }

  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {
    Deployment deployment = work.deployment();
    out.set("x-ms-deployment-name", deployment.name()).set("x-ms-rai-invoked", "true");
    if (deployment.traits().provisioned()) {
      String used = percent(meter.utilisation());
      out.set("azure-openai-deployment-utilization", used);
      LimitHeaders.retry(out, waitMillis > 0 ? RetryForm.MILLISECONDS : RetryForm.NONE, waitMillis);
      return;
    }
    LimitHeaders.counts(out, meter);
    if (waitMillis > 0) {
      LimitHeaders.retry(out, RetryForm.SECONDS, waitMillis);
      out.set("policy-id", "DeploymentRatelimit-Token");
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", Math.max(0, Math.min(1, share)) * 100);
  }
}
