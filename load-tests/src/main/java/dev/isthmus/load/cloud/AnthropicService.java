package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.TokenMint.Audience;
import dev.isthmus.load.cloud.model.SimulatedModel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Anthropic's own API, and the same under {@value #FOUNDRY} as Microsoft serves it. */
final class AnthropicService implements Service {

  /** How the paths of Claude in Foundry begin. */
  static final String FOUNDRY = "/anthropic/";

  private static final String V1 = "/v1/";
  private static final String FIRST_VERSION = "2023-06-01";
  private static final Set<String> VERSIONS = Set.of(FIRST_VERSION, "2026-10-21");
  private static final String MODELS = "models";

  private final CloudSpec spec;
  private final Guard guard;
  private final ClaudeDesk desk;

  AnthropicService(CloudSpec spec, Guard guard) {
    this.spec = spec;
    this.guard = guard;
    this.desk = new ClaudeDesk(spec, new SimulatedModel(spec.seed()));
  }

  @Override
  public Reply reply(Request request) {
    boolean foundry = foundry(request);
    String path = foundry ? request.path().substring(FOUNDRY.length() - 1) : request.path();
    if (!path.startsWith(V1)) {
      return notFound();
    }
    Problem door = foundry ? foundrySignIn(request) : signIn(request);
    if (door != null) {
      return door;
    }
    String version = request.headers().get("anthropic-version");
    if (version == null || !VERSIONS.contains(version)) {
      return ClaudeCheck.bad(
          version == null
              ? "anthropic-version: header is required"
              : "anthropic-version: \"" + version + "\" is not a valid version");
    }
    String operation = path.substring(V1.length());
    if (!foundry && (operation.equals(MODELS) || operation.startsWith(MODELS + "/"))) {
      return models(request, operation);
    }
    return post(request, operation, version.equals(FIRST_VERSION));
  }

  private static boolean foundry(Request request) {
    return request.path().startsWith(FOUNDRY);
  }

  private @Nullable Problem signIn(Request request) {
    String key = request.headers().get("x-api-key");
    String bearer = request.bearer();
    if (key != null) {
      return guard.knowsKey(key) ? null : Problem.door(401, "401", "invalid x-api-key");
    }
    if (bearer == null) {
      return Problem.door(401, "401", "x-api-key header is required");
    }
    return guard.knowsKey(bearer) ? null : Problem.door(401, "401", "Invalid bearer token");
  }

  private @Nullable Problem foundrySignIn(Request request) {
    String own = request.headers().get("x-api-key");
    String key = own == null ? request.headers().get("api-key") : own;
    String bearer = request.bearer();
    boolean known =
        key != null
            ? guard.knowsKey(key)
            : bearer != null && guard.knowsToken(bearer, Audience.ENTRA);
    return known
        ? null
        : Problem.door(
            401, "401", "Access denied due to invalid subscription key or wrong API endpoint.");
  }

  private Reply models(Request request, String operation) {
    if (!request.method().equals("GET")) {
      return Problem.door(405, "405", "Method Not Allowed");
    }
    if (operation.equals(MODELS)) {
      return new Reply.AtOnce(MODELS, 200, ClaudeModels.list(spec.deployments()));
    }
    String name = operation.substring(MODELS.length() + 1);
    return desk.find(name)
        .<Reply>map(one -> new Reply.AtOnce(MODELS, 200, ClaudeModels.entry(one)))
        .orElseGet(() -> ClaudeDesk.unknown(name));
  }

  private Reply post(Request request, String operation, boolean sampling) {
    boolean counts = operation.equals("messages/count_tokens");
    if (!counts && !operation.equals("messages")) {
      return notFound();
    }
    if (!request.method().equals("POST")) {
      return Problem.door(405, "405", "Method Not Allowed");
    }
    JsonNode body = request.object();
    if (body == null) {
      return ClaudeCheck.bad("The request body is not valid JSON: object expected");
    }
    return counts
        ? desk.count(body)
        : desk.messages(body, new ClaudeDesk.Manner("", sampling, true));
  }

  private static Problem notFound() {
    return Problem.door(404, "404", "Not Found");
  }

  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    return ErrorShapes.anthropic(problem, name(requestId));
  }

  @Override
  public JsonNode streamError(Request request) {
    return ErrorShapes.anthropic("overloaded_error", "Overloaded");
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    return Problem.door(
        429, "429", "This request would exceed the rate limit of your organization.");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("request-id", name(requestId));
    out.set("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
  }

  private static String name(String requestId) {
    return "req_" + requestId;
  }

  /** An answer of 529 invites to come back; one of 429 that says when says also what was full. */
  @Override
  public void fault(HttpHeaders out, int status, Fault.Retry retry) {
    if (status == 529) {
      out.set("x-should-retry", "true");
    }
    if (status == 429 && retry.form() == RetryForm.SECONDS) {
      LimitHeaders.emptyAnthropic(out, retry.millis());
    }
  }

  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {
    LimitHeaders.anthropic(out, meter);
    if (waitMillis > 0) {
      LimitHeaders.retry(out, RetryForm.SECONDS, waitMillis);
    }
  }
}
