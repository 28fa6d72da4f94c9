package dev.isthmus.server.http;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.exchange.StoredAsk.Verb;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every path that is served. What is not here is a 404.
 *
 * <p>A pattern has at most one {@code {model}}, which stands for one segment or its beginning;
 * {@code {any}} stands for a segment that means nothing here. A stored response's id stands where
 * others have a model. Routes of one pattern differ by their method.
 */
public enum Routes {
  CHAT("POST", "/v1/chat/completions", Operation.CHAT, Tongue.OPENAI),
  COMPLETIONS("POST", "/v1/completions", Operation.COMPLETION, Tongue.OPENAI),
  EMBEDDINGS("POST", "/v1/embeddings", Operation.EMBEDDING, Tongue.OPENAI),
  IMAGES("POST", "/v1/images/generations", Operation.IMAGE, Tongue.OPENAI),
  RESPONSES("POST", "/v1/responses", Operation.RESPONSE, Tongue.RESPONSES),
  RESPONSE_TOKENS("POST", "/v1/responses/input_tokens", Operation.COUNT, Tongue.RESPONSES),
  RESPONSE(Verb.SHOW, "/v1/responses/{model}"),
  RESPONSE_END(Verb.DELETE, "/v1/responses/{model}"),
  RESPONSE_CANCEL(Verb.CANCEL, "/v1/responses/{model}/cancel"),
  RESPONSE_INPUT(Verb.INPUT, "/v1/responses/{model}/input_items"),
  MESSAGES("POST", "/v1/messages", Operation.CHAT, Tongue.ANTHROPIC),
  MESSAGE_TOKENS("POST", "/v1/messages/count_tokens", Operation.COUNT, Tongue.ANTHROPIC),
  /** As Azure AI Foundry serves it. */
  FOUNDRY_MESSAGES("POST", "/anthropic/v1/messages", Operation.CHAT, Tongue.ANTHROPIC),
  FOUNDRY_TOKENS("POST", "/anthropic/v1/messages/count_tokens", Operation.COUNT, Tongue.ANTHROPIC),
  GEMINI("POST", "/v1beta/models/{model}:generateContent", Operation.CHAT, Tongue.GEMINI),
  GEMINI_STREAM(
      "POST", "/v1beta/models/{model}:streamGenerateContent", Operation.CHAT, Tongue.GEMINI_STREAM),
  GEMINI_TOKENS("POST", "/v1beta/models/{model}:countTokens", Operation.COUNT, Tongue.GEMINI),
  GEMINI_V1("POST", "/v1/models/{model}:generateContent", Operation.CHAT, Tongue.GEMINI),
  GEMINI_V1_STREAM(
      "POST", "/v1/models/{model}:streamGenerateContent", Operation.CHAT, Tongue.GEMINI_STREAM),
  GEMINI_V1_TOKENS("POST", "/v1/models/{model}:countTokens", Operation.COUNT, Tongue.GEMINI),
  VERTEX(
      "POST",
      "/v1/projects/{any}/locations/{any}/publishers/google/models/{model}:generateContent",
      Operation.CHAT,
      Tongue.GEMINI),
  VERTEX_STREAM(
      "POST",
      "/v1/projects/{any}/locations/{any}/publishers/google/models/{model}:streamGenerateContent",
      Operation.CHAT,
      Tongue.GEMINI_STREAM),
  VERTEX_TOKENS(
      "POST",
      "/v1/projects/{any}/locations/{any}/publishers/google/models/{model}:countTokens",
      Operation.COUNT,
      Tongue.GEMINI),
  VERTEX_BETA(
      "POST",
      "/v1beta1/projects/{any}/locations/{any}/publishers/google/models/{model}:generateContent",
      Operation.CHAT,
      Tongue.GEMINI),
  VERTEX_BETA_STREAM(
      "POST",
      "/v1beta1/projects/{any}/locations/{any}/publishers/google/models/{model}:streamGenerateContent",
      Operation.CHAT,
      Tongue.GEMINI_STREAM),
  VERTEX_BETA_TOKENS(
      "POST",
      "/v1beta1/projects/{any}/locations/{any}/publishers/google/models/{model}:countTokens",
      Operation.COUNT,
      Tongue.GEMINI),
  EXPRESS(
      "POST",
      "/v1/publishers/google/models/{model}:generateContent",
      Operation.CHAT,
      Tongue.GEMINI),
  EXPRESS_STREAM(
      "POST",
      "/v1/publishers/google/models/{model}:streamGenerateContent",
      Operation.CHAT,
      Tongue.GEMINI_STREAM),
  EXPRESS_TOKENS(
      "POST", "/v1/publishers/google/models/{model}:countTokens", Operation.COUNT, Tongue.GEMINI),
  EXPRESS_BETA(
      "POST",
      "/v1beta1/publishers/google/models/{model}:generateContent",
      Operation.CHAT,
      Tongue.GEMINI),
  EXPRESS_BETA_STREAM(
      "POST",
      "/v1beta1/publishers/google/models/{model}:streamGenerateContent",
      Operation.CHAT,
      Tongue.GEMINI_STREAM),
  EXPRESS_BETA_TOKENS(
      "POST",
      "/v1beta1/publishers/google/models/{model}:countTokens",
      Operation.COUNT,
      Tongue.GEMINI),
  GEMINI_EMBED(
      "POST", "/v1beta/models/{model}:embedContent", Operation.EMBEDDING, Tongue.GEMINI_EMBED),
  GEMINI_BATCH(
      "POST",
      "/v1beta/models/{model}:batchEmbedContents",
      Operation.EMBEDDING,
      Tongue.GEMINI_BATCH),
  GEMINI_V1_EMBED(
      "POST", "/v1/models/{model}:embedContent", Operation.EMBEDDING, Tongue.GEMINI_EMBED),
  GEMINI_V1_BATCH(
      "POST", "/v1/models/{model}:batchEmbedContents", Operation.EMBEDDING, Tongue.GEMINI_BATCH),
  VERTEX_EMBED(
      "POST",
      "/v1/projects/{any}/locations/{any}/publishers/google/models/{model}:embedContent",
      Operation.EMBEDDING,
      Tongue.GEMINI_EMBED),
  VERTEX_PREDICT(
      "POST",
      "/v1/projects/{any}/locations/{any}/publishers/google/models/{model}:predict",
      Operation.EMBEDDING,
      Tongue.GEMINI_PREDICT),
  VERTEX_BETA_EMBED(
      "POST",
      "/v1beta1/projects/{any}/locations/{any}/publishers/google/models/{model}:embedContent",
      Operation.EMBEDDING,
      Tongue.GEMINI_EMBED),
  VERTEX_BETA_PREDICT(
      "POST",
      "/v1beta1/projects/{any}/locations/{any}/publishers/google/models/{model}:predict",
      Operation.EMBEDDING,
      Tongue.GEMINI_PREDICT),
  EXPRESS_EMBED(
      "POST",
      "/v1/publishers/google/models/{model}:embedContent",
      Operation.EMBEDDING,
      Tongue.GEMINI_EMBED),
  EXPRESS_PREDICT(
      "POST",
      "/v1/publishers/google/models/{model}:predict",
      Operation.EMBEDDING,
      Tongue.GEMINI_PREDICT),
  EXPRESS_BETA_EMBED(
      "POST",
      "/v1beta1/publishers/google/models/{model}:embedContent",
      Operation.EMBEDDING,
      Tongue.GEMINI_EMBED),
  EXPRESS_BETA_PREDICT(
      "POST",
      "/v1beta1/publishers/google/models/{model}:predict",
      Operation.EMBEDDING,
      Tongue.GEMINI_PREDICT),
  GEMINI_MODELS("GET", "/v1beta/models", null, Tongue.GEMINI),
  GEMINI_MODEL("GET", "/v1beta/models/{model}", null, Tongue.GEMINI),
  MODELS("GET", "/v1/models", null, Tongue.OPENAI),
  MODEL("GET", "/v1/models/{model}", null, Tongue.OPENAI),
  AZURE_CHAT("POST", "/openai/deployments/{model}/chat/completions", Operation.CHAT, Tongue.OPENAI),
  AZURE_COMPLETIONS(
      "POST", "/openai/deployments/{model}/completions", Operation.COMPLETION, Tongue.OPENAI),
  AZURE_EMBEDDINGS(
      "POST", "/openai/deployments/{model}/embeddings", Operation.EMBEDDING, Tongue.OPENAI),
  AZURE_IMAGES(
      "POST", "/openai/deployments/{model}/images/generations", Operation.IMAGE, Tongue.OPENAI),
  AZURE_RESPONSES("POST", "/openai/responses", Operation.RESPONSE, Tongue.RESPONSES),
  /** OpenAI's client for Java, in its Azure mode, puts all operations under the deployment. */
  AZURE_MODEL_RESPONSES(
      "POST", "/openai/deployments/{model}/responses", Operation.RESPONSE, Tongue.RESPONSES),
  AZURE_RESPONSE(Verb.SHOW, "/openai/responses/{model}"),
  AZURE_RESPONSE_END(Verb.DELETE, "/openai/responses/{model}"),
  AZURE_RESPONSE_CANCEL(Verb.CANCEL, "/openai/responses/{model}/cancel"),
  AZURE_RESPONSE_INPUT(Verb.INPUT, "/openai/responses/{model}/input_items"),
  AZURE_MODELS("GET", "/openai/models", null, Tongue.OPENAI),
  AZURE_MODEL("GET", "/openai/models/{model}", null, Tongue.OPENAI),
  AZURE_V1_CHAT("POST", "/openai/v1/chat/completions", Operation.CHAT, Tongue.OPENAI),
  AZURE_V1_COMPLETIONS("POST", "/openai/v1/completions", Operation.COMPLETION, Tongue.OPENAI),
  AZURE_V1_EMBEDDINGS("POST", "/openai/v1/embeddings", Operation.EMBEDDING, Tongue.OPENAI),
  AZURE_V1_IMAGES("POST", "/openai/v1/images/generations", Operation.IMAGE, Tongue.OPENAI),
  AZURE_V1_RESPONSES("POST", "/openai/v1/responses", Operation.RESPONSE, Tongue.RESPONSES),
  AZURE_V1_RESPONSE(Verb.SHOW, "/openai/v1/responses/{model}"),
  AZURE_V1_RESPONSE_END(Verb.DELETE, "/openai/v1/responses/{model}"),
  AZURE_V1_RESPONSE_CANCEL(Verb.CANCEL, "/openai/v1/responses/{model}/cancel"),
  AZURE_V1_RESPONSE_INPUT(Verb.INPUT, "/openai/v1/responses/{model}/input_items"),
  AZURE_V1_MODELS("GET", "/openai/v1/models", null, Tongue.OPENAI),
  AZURE_V1_MODEL("GET", "/openai/v1/models/{model}", null, Tongue.OPENAI),
  INFER("POST", "/v2/models/{model}/infer", Operation.INFER, Tongue.KSERVE),
  /** Which version answers is the deployment's matter. */
  INFER_VERSION("POST", "/v2/models/{model}/versions/{any}/infer", Operation.INFER, Tongue.KSERVE),
  KSERVE_SERVER("GET", "/v2", null, Tongue.KSERVE),
  KSERVE_LIVE("GET", "/v2/health/live", null, Tongue.KSERVE_LIVE),
  KSERVE_READY("GET", "/v2/health/ready", null, Tongue.KSERVE_READY),
  KSERVE_MODEL("GET", "/v2/models/{model}", null, Tongue.KSERVE),
  KSERVE_MODEL_READY("GET", "/v2/models/{model}/ready", null, Tongue.KSERVE_READY),
  KSERVE_VERSION("GET", "/v2/models/{model}/versions/{any}", null, Tongue.KSERVE),
  KSERVE_VERSION_READY("GET", "/v2/models/{model}/versions/{any}/ready", null, Tongue.KSERVE_READY);

  private static final Routes[] ALL = values();
  private static final String SLOT = "{model}";
  private static final String ANY = "{any}";

  private final String method;
  private final String pattern;
  private final @Nullable Operation operation;
  private final Tongue tongue;

  /** What is asked about a stored response; null where none is asked for. */
  private final @Nullable Verb verb;

  /** Only where the pattern has segments that may hold anything. */
  private final @Nullable Pattern shape;

  /** What every path of that shape begins with. */
  private final String before;

  private final String prefix;
  private final String suffix;

  Routes(String method, String pattern, @Nullable Operation operation, Tongue tongue) {
    this(method, pattern, operation, tongue, null);
  }

  Routes(Verb verb, String pattern) {
    this(verb.method(), pattern, Operation.STORED, Tongue.RESPONSES, verb);
  }

  Routes(
      String method,
      String pattern,
      @Nullable Operation operation,
      Tongue tongue,
      @Nullable Verb verb) {
    this.verb = verb;
    this.method = method;
    this.pattern = pattern;
    this.operation = operation;
    this.tongue = tongue;
    int slot = pattern.indexOf(SLOT);
    this.prefix = slot < 0 ? pattern : pattern.substring(0, slot);
    this.suffix = slot < 0 ? "" : pattern.substring(slot + SLOT.length());
    this.shape = pattern.contains(ANY) ? shape(pattern) : null;
    this.before = shape == null ? pattern : pattern.substring(0, pattern.indexOf('{'));
  }

  private static Pattern shape(String pattern) {
    return Pattern.compile(pattern.replace(ANY, "[^/]+").replace(SLOT, "(?<model>[^/]+)"));
  }

  /** The route whose pattern {@code path} fits, whatever the method, or null. */
  static @Nullable Routes of(String path) {
    for (Routes route : ALL) {
      if (route.fits(path)) {
        return route;
      }
    }
    return null;
  }

  /** This route, or the one of the same pattern that takes {@code method}; null: there is none. */
  @Nullable Routes taking(String wanted) {
    if (method.equals(wanted)) {
      return this;
    }
    for (Routes route : ALL) {
      if (route.pattern.equals(pattern) && route.method.equals(wanted)) {
        return route;
      }
    }
    return null;
  }

  /** The methods that the path takes, as the header {@code allow} has them. */
  String methods() {
    return Arrays.stream(ALL)
        .filter(route -> route.pattern.equals(pattern))
        .map(Routes::method)
        .collect(Collectors.joining(", "));
  }

  /** What is asked about a stored response, or null. */
  @Nullable Verb verb() {
    return verb;
  }

  /** The one method of this route. */
  public String method() {
    return method;
  }

  public String pattern() {
    return pattern;
  }

  /** What is asked of the model, or null where the models themselves are asked for. */
  public @Nullable Operation operation() {
    return operation;
  }

  /** What is spoken there. */
  public Tongue tongue() {
    return tongue;
  }

  public boolean namesModel() {
    return prefix.length() < pattern.length();
  }

  /** Google streams arrays unless it is asked for events, and arrays are not served. */
  boolean needsEvents() {
    return tongue == Tongue.GEMINI_STREAM;
  }

  /** Google's clients may give their key in the address. */
  boolean takesKey() {
    return tongue.isGoogles();
  }

  /** Azure's dated surface wants a version with each request; its v1 surface does not. */
  public boolean needsApiVersion() {
    return pattern.startsWith("/openai/") && !pattern.startsWith("/openai/v1/");
  }

  /** The model's segment of {@code path}, as it came. */
  String modelIn(String path) {
    Matcher match = shape == null ? null : shape.matcher(path);
    if (match != null && match.matches()) {
      return match.group("model");
    }
    return path.substring(prefix.length(), path.length() - suffix.length());
  }

  private boolean fits(String path) {
    if (shape != null) {
      return path.startsWith(before) && shape.matcher(path).matches();
    }
    if (!namesModel()) {
      return path.equals(pattern);
    }
    int end = path.length() - suffix.length();
    return end > prefix.length()
        && path.startsWith(prefix)
        && path.endsWith(suffix)
        && path.indexOf('/', prefix.length()) == (suffix.startsWith("/") ? end : -1);
  }
}
