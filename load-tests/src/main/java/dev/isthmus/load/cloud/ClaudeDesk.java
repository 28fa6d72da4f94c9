package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.PrefixCache;
import dev.isthmus.load.cloud.model.SimulatedModel;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.load.cloud.model.StopText;
import dev.isthmus.load.cloud.model.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns Messages requests, once a cloud has let them in, into work.
 *
 * <p>A model thinks where the request asks for it. {@code sim:redacted} in the last user message
 * hides the thought. Threads: the cloud's event loop.
 */
final class ClaudeDesk {

  private static final int USUAL_THOUGHTS = 48;
  private static final int MOST_WORDS_SHOWN = 24;
  private static final long FIRST_ID = 1L << 50;

  private final List<Deployment> deployments;
  private final SimulatedModel model;
  private final ClaudeSeal seal;
  private final Map<String, PrefixCache> caches = new HashMap<>();
  private long lastId;

  ClaudeDesk(CloudSpec spec, SimulatedModel model) {
    this.deployments = spec.deployments();
    this.model = model;
    this.seal = new ClaudeSeal(spec.access().tokenSecret());
  }

  /**
   * How the door at which a request came differs from others.
   *
   * @param mark in the ids of its answers
   * @param sampling whether the version of the protocol has temperature and its like
   * @param wide see {@link ClaudeScript.Head}
   */
  record Manner(String mark, boolean sampling, boolean wide) {}

  Reply messages(JsonNode body, Manner manner) {
    Problem problem = ClaudeCheck.check(body, seal);
    if (problem == null && !manner.sampling) {
      problem = ClaudeCheck.sampling(body, "this anthropic-version");
    }
    if (problem != null) {
      return problem;
    }
    Optional<Deployment> found = find(body.path("model").asText());
    if (found.isEmpty()) {
      return unknown(body.path("model").asText());
    }
    problem = ofModel(body, found.get().name());
    return problem == null ? work(body, found.get(), manner) : problem;
  }

  /** How many tokens the prompt of {@code body} has. */
  Reply count(JsonNode body) {
    Problem problem = ClaudeCheck.count(body, seal);
    if (problem != null) {
      return problem;
    }
    String name = body.path("model").asText();
    if (find(name).isEmpty()) {
      return unknown(name);
    }
    long tokens = ClaudeReader.read(body).inputTokens();
    return new Reply.AtOnce("count_tokens", 200, Json.object().put("input_tokens", tokens));
  }

  /** The deployment that requests call {@code name}. */
  Optional<Deployment> find(String name) {
    return deployments.stream().filter(one -> one.name().equals(name) && !one.embeds()).findFirst();
  }

  static Problem unknown(String name) {
    return new Problem(404, "404", "model: " + name, "not_found_error", null);
  }

  private static @Nullable Problem ofModel(JsonNode body, String name) {
    if (ClaudeModels.newest(name)) {
      JsonNode messages = body.path("messages");
      String last = messages.path(messages.size() - 1).path("role").asText();
      return last.equals("assistant")
          ? ClaudeCheck.bad(
              "This model does not support assistant message prefill. The conversation must end"
                  + " with a user message.")
          : ClaudeCheck.sampling(body, "this model");
    }
    for (JsonNode message : body.path("messages")) {
      if (message.path("role").asText().equals("system")) {
        return ClaudeCheck.bad(
            "messages: Unexpected role \"system\". The Messages API accepts a top-level `system`"
                + " parameter, not \"system\" as an input message role.");
      }
    }
    return null;
  }

  private Work work(JsonNode body, Deployment deployment, Manner manner) {
    ClaudeReader.Asked asked = ClaudeReader.read(body);
    Answer full = model.answer(asked.ask(), temper(deployment.temper()), 0);
    StopText stopped = StopText.of(full.text(), stops(body));
    Finish finish = stopped.stop() == null ? full.finish() : Finish.STOP;
    Answer answer = new Answer(full.reasoningTokens(), stopped.text(), full.calls(), finish);
    PrefixCache.Use use = cached(asked, deployment);
    TokenCount tokens =
        new TokenCount(
            asked.inputTokens(),
            use.read(),
            use.written(),
            use.hourly(),
            answer.outputTokens(),
            answer.reasoningTokens());
    var head =
        new ClaudeScript.Head(
            body.path("stream").asBoolean(),
            "msg_" + manner.mark + "01" + Long.toString(FIRST_ID + ++lastId, 36),
            deployment.model(),
            "toolu_" + manner.mark,
            thought(body, asked.ask(), answer),
            stopped.stop(),
            manner.wide);
    Script script = new ClaudeScript(head, answer, tokens);
    // Neither what was cached nor what might have been written counts against a quota.
    return new Work("messages", deployment, script, tokens, tokens.total() - tokens.cached());
  }

  private static Temper temper(Temper own) {
    return own.reasoningTokens() > 0
        ? own
        : new Temper(own.answerTokens(), USUAL_THOUGHTS, own.mostTokens());
  }

  private PrefixCache.Use cached(ClaudeReader.Asked asked, Deployment deployment) {
    PrefixCache cache = caches.computeIfAbsent(deployment.name(), name -> new PrefixCache());
    int least = ClaudeModels.leastCached(deployment.name());
    return cache.use(asked.ends(), least, System.nanoTime());
  }

  private ClaudeScript.@Nullable Thought thought(JsonNode body, Ask ask, Answer answer) {
    if (answer.reasoningTokens() == 0) {
      return null;
    }
    int words = Math.min(answer.reasoningTokens(), MOST_WORDS_SHOWN);
    String text = new Words(ask.prompt().hashCode(), words).join();
    if (ask.lastUser().contains("sim:redacted")) {
      return new ClaudeScript.Thought("", seal.redact(text), true);
    }
    boolean omitted = body.path("thinking").path("display").asText().equals("omitted");
    String shown = omitted ? "" : text;
    return new ClaudeScript.Thought(shown, seal.sign(shown), false);
  }

  private static List<String> stops(JsonNode body) {
    List<String> stops = new ArrayList<>();
    body.path("stop_sequences").forEach(one -> stops.add(one.asText()));
    return stops;
  }
}
