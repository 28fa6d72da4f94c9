package dev.isthmus.server.http;

import dev.isthmus.core.call.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Every path that is served. What is not here is a 404.
 *
 * <p>A pattern has at most one {@code {model}}, which stands for one whole segment.
 */
public enum Routes {
  CHAT("POST", "/v1/chat/completions", Operation.CHAT),
  COMPLETIONS("POST", "/v1/completions", Operation.COMPLETION),
  EMBEDDINGS("POST", "/v1/embeddings", Operation.EMBEDDING),
  RESPONSES("POST", "/v1/responses", Operation.RESPONSE),
  MODELS("GET", "/v1/models", null),
  MODEL("GET", "/v1/models/{model}", null),
  AZURE_CHAT("POST", "/openai/deployments/{model}/chat/completions", Operation.CHAT),
  AZURE_COMPLETIONS("POST", "/openai/deployments/{model}/completions", Operation.COMPLETION),
  AZURE_EMBEDDINGS("POST", "/openai/deployments/{model}/embeddings", Operation.EMBEDDING),
  AZURE_RESPONSES("POST", "/openai/responses", Operation.RESPONSE),
  /** OpenAI's client for Java, in its Azure mode, puts all operations under the deployment. */
  AZURE_MODEL_RESPONSES("POST", "/openai/deployments/{model}/responses", Operation.RESPONSE),
  AZURE_MODELS("GET", "/openai/models", null),
  AZURE_MODEL("GET", "/openai/models/{model}", null),
  AZURE_V1_CHAT("POST", "/openai/v1/chat/completions", Operation.CHAT),
  AZURE_V1_COMPLETIONS("POST", "/openai/v1/completions", Operation.COMPLETION),
  AZURE_V1_EMBEDDINGS("POST", "/openai/v1/embeddings", Operation.EMBEDDING),
  AZURE_V1_RESPONSES("POST", "/openai/v1/responses", Operation.RESPONSE),
  AZURE_V1_MODELS("GET", "/openai/v1/models", null),
  AZURE_V1_MODEL("GET", "/openai/v1/models/{model}", null);

  private static final Routes[] ALL = values();
  private static final String SLOT = "{model}";

  private final String method;
  private final String pattern;
  private final @Nullable Operation operation;
  private final String prefix;
  private final String suffix;

  Routes(String method, String pattern, @Nullable Operation operation) {
    this.method = method;
    this.pattern = pattern;
    this.operation = operation;
    int slot = pattern.indexOf(SLOT);
    this.prefix = slot < 0 ? pattern : pattern.substring(0, slot);
    this.suffix = slot < 0 ? "" : pattern.substring(slot + SLOT.length());
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

  /** The one method that the path takes. */
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

  public boolean namesModel() {
    return prefix.length() < pattern.length();
  }

  /** Azure's dated surface wants a version with each request; its v1 surface does not. */
  public boolean needsApiVersion() {
    return pattern.startsWith("/openai/") && !pattern.startsWith("/openai/v1/");
  }

  /** The model's segment of {@code path}, as it came. */
  String modelIn(String path) {
    return path.substring(prefix.length(), path.length() - suffix.length());
  }

  private boolean fits(String path) {
    if (!namesModel()) {
      return path.equals(pattern);
    }
    int end = path.length() - suffix.length();
    return end > prefix.length()
        && path.startsWith(prefix)
        && path.endsWith(suffix)
        && path.indexOf('/', prefix.length()) == (suffix.isEmpty() ? -1 : end);
  }
}
