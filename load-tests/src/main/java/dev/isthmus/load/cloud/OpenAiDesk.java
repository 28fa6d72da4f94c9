package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.PromptCache;
import dev.isthmus.load.cloud.model.SimulatedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns OpenAI-shaped requests, once a cloud has let them in, into work.
 *
 * <p>Threads: the cloud's event loop.
 */
final class OpenAiDesk {

  private static final int TOKENS_PER_IMAGE = 85;
  private static final int MOST_PICTURES = 10;
  private static final int MOST_INPUTS = 2048;
  private static final int USUAL_OUTPUT = 16;
  private static final long FIRST_ID = 1L << 50;

  private final SimulatedModel model;
  private final Map<String, PromptCache> caches = new HashMap<>();
  private final ChatScript.Style.Filter filter;
  private final boolean usageInFinish;
  private final ResponseShelf shelf = new ResponseShelf();
  private long lastId;

  /** {@code azure} adds content filters; {@code usageInFinish} is Vertex AI's manner. */
  OpenAiDesk(SimulatedModel model, boolean azure, boolean usageInFinish) {
    this.model = model;
    this.filter = azure ? ChatScript.Style.Filter.SYNC : ChatScript.Style.Filter.NONE;
    this.usageInFinish = usageInFinish;
  }

  Reply chat(JsonNode body, Deployment deployment) {
    Problem problem = ChatReader.check(body);
    if (problem != null) {
      return problem;
    }
    if (body.hasNonNull("max_tokens") && deployment.refusesMaxTokens()) {
      return Problem.request(
          "unsupported_parameter",
          "Unsupported parameter: 'max_tokens' is not supported with this model."
              + " Use 'max_completion_tokens' instead.",
          "max_tokens");
    }
    Ask ask = ChatReader.ask(body);
    List<Answer> answers = answers(ask, deployment, body.path("n").asInt(1));
    if (filter != ChatScript.Style.Filter.NONE && answers.get(0).finish() == Finish.BLOCKED) {
      return new Problem(
          400, "content_filter", "The prompt was filtered.", "content_filter", "prompt");
    }
    TokenCount tokens = count(ask, answers, deployment);
    boolean stream = body.path("stream").asBoolean();
    boolean usage = body.path("stream_options").path("include_usage").asBoolean();
    ObjectNode envelope =
        ChatScript.envelope(id("chatcmpl-"), "chat.completion.chunk", deployment.model());
    var style = new ChatScript.Style(stream, usage, filter(deployment), usageInFinish);
    Script script = new ChatScript(style, envelope, answers, tokens);
    return new Work("chat", deployment, script, tokens, reserve(ask, tokens));
  }

  Reply completions(JsonNode body, Deployment deployment) {
    JsonNode prompt = body.path("prompt");
    if (!prompt.isTextual() && !prompt.isArray()) {
      return Problem.request("", "Invalid 'prompt': string or array expected.", "prompt");
    }
    String text = String.join("\n", EmbeddingScript.inputs(prompt));
    Ask ask = Ask.ofText(text, body.path("max_tokens").asLong(USUAL_OUTPUT));
    List<Answer> answers = answers(ask, deployment, body.path("n").asInt(1));
    TokenCount tokens = count(ask, answers, deployment);
    boolean usage = body.path("stream_options").path("include_usage").asBoolean();
    ObjectNode envelope = ChatScript.envelope(id("cmpl-"), "text_completion", deployment.model());
    Script script =
        new CompletionScript(body.path("stream").asBoolean(), usage, envelope, answers, tokens);
    return new Work("completions", deployment, script, tokens, reserve(ask, tokens));
  }

  Reply responses(JsonNode body, Deployment deployment) {
    Problem problem = ResponsesReader.check(body);
    if (problem != null) {
      return problem;
    }
    String previous = body.path("previous_response_id").asText("");
    ResponseShelf.Kept before = shelf.find(previous);
    if (before == null && !previous.isEmpty()) {
      return ResponsesReader.unknownPrevious(previous);
    }
    Ask ask = ResponsesReader.ask(body, before == null ? "" : before.history());
    List<Answer> answers = answers(ask, deployment, 1);
    TokenCount tokens = count(ask, answers, deployment);
    ObjectNode head = ResponsesScript.head(id("sim"), deployment.model(), body);
    Script script =
        new ResponsesScript(body.path("stream").asBoolean(), head, answers.get(0), tokens);
    if (body.path("store").asBoolean(true)) {
      String history = ask.prompt() + "\n" + answers.get(0).text().join() + "\n";
      shelf.put(new ResponseShelf.Kept(script.whole(), body.path("input"), history));
    }
    return new Work("responses", deployment, script, tokens, reserve(ask, tokens));
  }

  /** How many tokens a response's prompt would have. */
  Reply inputTokens(JsonNode body) {
    Problem problem = ResponsesReader.countable(body);
    problem = problem == null ? ResponsesReader.check(body) : problem;
    if (problem != null) {
      return problem;
    }
    String previous = body.path("previous_response_id").asText("");
    ResponseShelf.Kept before = shelf.find(previous);
    if (before == null && !previous.isEmpty()) {
      return ResponsesReader.unknownPrevious(previous);
    }
    String history = before == null ? "" : before.history();
    long tokens = ResponsesReader.ask(body, history).inputTokens(TOKENS_PER_IMAGE);
    ObjectNode answer = Json.object().put("object", "response.input_tokens");
    return new Reply.AtOnce("input_tokens", 200, answer.put("input_tokens", tokens));
  }

  /** Answers what is asked about a stored response; {@code rest} of its path follows the slash. */
  Reply stored(String method, String rest) {
    return shelf.reply(method, rest);
  }

  Reply embeddings(JsonNode body, Deployment deployment) {
    List<String> inputs = EmbeddingScript.inputs(body.path("input"));
    if (inputs.isEmpty() || inputs.size() > MOST_INPUTS || inputs.contains("")) {
      return Problem.request(
          "", "'$.input' is invalid: 1 to 2048 non-empty inputs expected.", "input");
    }
    String format = body.path("encoding_format").asText("float");
    int own = deployment.traits().dimensions();
    int dimensions = body.path("dimensions").asInt(own);
    if (dimensions < 1 || dimensions > own) {
      return Problem.value("dimensions", "Invalid 'dimensions': expected 1 to " + own + ".");
    }
    if (!format.equals("float") && !format.equals("base64")) {
      return Problem.value(
          "encoding_format", "Invalid 'encoding_format': float or base64 expected.");
    }
    long input = inputs.stream().mapToLong(one -> Ask.ofText(one, 0).inputTokens(0)).sum();
    TokenCount tokens = new TokenCount(input, 0, 0, 0);
    Script script =
        new EmbeddingScript(
            deployment.model(), inputs, dimensions, format.equals("base64"), tokens);
    return new Work("embeddings", deployment, script, tokens, input);
  }

  Reply images(JsonNode body, Deployment deployment) {
    String prompt = body.path("prompt").asText("");
    int count = body.path("n").asInt(1);
    if (prompt.isEmpty()) {
      return Problem.request(
          "missing_required_parameter", "Missing required parameter: 'prompt'.", "prompt");
    }
    if (count < 1 || count > MOST_PICTURES) {
      return Problem.value("n", "Invalid 'n': expected 1 to " + MOST_PICTURES + ".");
    }
    long input = Ask.ofText(prompt, 0).inputTokens(0);
    TokenCount tokens = new TokenCount(input, 0, count * ImageScript.TOKENS_PER_PICTURE, 0);
    return new Work("images", deployment, new ImageScript(count, tokens), tokens, tokens.input());
  }

  /** A list of models, or one of them. */
  static ObjectNode modelObject(String id) {
    ObjectNode model = Json.object().put("id", id).put("object", "model");
    return model.put("created", 1_767_225_600L).put("owned_by", "simulated");
  }

  static ObjectNode modelList(List<String> ids) {
    ObjectNode list = Json.object().put("object", "list");
    var data = list.putArray("data");
    ids.forEach(id -> data.add(modelObject(id)));
    return list;
  }

  private List<Answer> answers(Ask ask, Deployment deployment, int count) {
    List<Answer> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      answers.add(model.answer(ask, deployment.temper(), i));
    }
    return answers;
  }

  private TokenCount count(Ask ask, List<Answer> answers, Deployment deployment) {
    PromptCache cache = caches.computeIfAbsent(deployment.name(), name -> new PromptCache());
    return new TokenCount(
        ask.inputTokens(TOKENS_PER_IMAGE),
        cache.cachedTokens(ask.prompt()),
        answers.stream().mapToLong(Answer::outputTokens).sum(),
        answers.stream().mapToLong(Answer::reasoningTokens).sum());
  }

  private static long reserve(Ask ask, TokenCount tokens) {
    return tokens.input() + (ask.maxTokens() < 0 ? tokens.output() : ask.maxTokens());
  }

  private ChatScript.Style.Filter filter(Deployment deployment) {
    return filter != ChatScript.Style.Filter.NONE && deployment.traits().asyncFilter()
        ? ChatScript.Style.Filter.ASYNC
        : filter;
  }

  private String id(String prefix) {
    return prefix + Long.toString(FIRST_ID + ++lastId, 36);
  }
}
