package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes chat completions in the manners of OpenAI, Azure and Vertex AI's OpenAI endpoint. */
final class ChatScript implements Script {

  private final Style style;
  private final ObjectNode envelope;
  private final List<Answer> answers;
  private final TokenCount tokens;

  private int answer;
  private int text;
  private int call;
  private int argument = -1;
  private int written;
  private @Nullable EventTemplate template;
  private int templateOf;

  /**
   * How a chat answer looks.
   *
   * @param stream whether it is streamed
   * @param usage whether the stream says what it cost
   * @param filter what a content filter adds
   * @param usageInFinish usage stands in the chunk that ends the answer and not in one of its own
   */
  record Style(boolean stream, boolean usage, Filter filter, boolean usageInFinish) {
    /** Azure's annotations: none, with every chunk, or late and apart. */
    enum Filter {
      NONE,
      SYNC,
      ASYNC
    }
  }

  /** {@code envelope} has the id, the time and the model of the answer. */
  ChatScript(Style style, ObjectNode envelope, List<Answer> answers, TokenCount tokens) {
    this.style = style;
    this.envelope = envelope;
    this.answers = List.copyOf(answers);
    this.tokens = tokens;
  }

  /** The fields that every chunk repeats. */
  static ObjectNode envelope(String id, String object, String model) {
    ObjectNode envelope = Json.object().put("id", id).put("object", object);
    return envelope.put("created", System.currentTimeMillis() / 1000).put("model", model);
  }

  static ObjectNode usage(TokenCount tokens) {
    ObjectNode usage = Json.object().put("prompt_tokens", tokens.input());
    usage.put("completion_tokens", tokens.output()).put("total_tokens", tokens.total());
    usage.set(
        "prompt_tokens_details",
        Json.object().put("cached_tokens", tokens.cached()).put("audio_tokens", 0));
    usage.set(
        "completion_tokens_details",
        Json.object().put("reasoning_tokens", tokens.reasoning()).put("audio_tokens", 0));
    return usage;
  }

  static String finish(Finish finish) {
    return switch (finish) {
      case STOP -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case FILTERED, BLOCKED -> "content_filter";
    };
  }

  @Override
  public Framing framing() {
    return style.stream ? Framing.SSE : Framing.WHOLE;
  }

  @Override
  public JsonNode whole() {
    ObjectNode body = envelope.deepCopy().put("object", "chat.completion");
    ArrayNode choices = body.putArray("choices");
    for (int i = 0; i < answers.size(); i++) {
      choices.add(wholeChoice(i, answers.get(i)));
    }
    if (style.filter != Style.Filter.NONE) {
      body.set("prompt_filter_results", FilterNotes.prompt());
    }
    return body.set("usage", usage(tokens));
  }

  private ObjectNode wholeChoice(int index, Answer answer) {
    ObjectNode message = Json.object().put("role", "assistant");
    message.put("content", answer.calls().isEmpty() ? answer.text().join() : null);
    message.putNull("refusal");
    if (!answer.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      answer.calls().forEach(one -> calls.add(wholeCall(one)));
    }
    ObjectNode choice = Json.object().put("index", index).set("message", message);
    choice.putNull("logprobs").put("finish_reason", finish(answer.finish()));
    if (style.filter != Style.Filter.NONE) {
      choice.set("content_filter_results", FilterNotes.SAFE);
    }
    return choice;
  }

  private static ObjectNode wholeCall(ToolCall call) {
    ObjectNode function =
        Json.object().put("name", call.name()).put("arguments", call.arguments().join());
    return Json.object().put("id", call.id()).put("type", "function").set("function", function);
  }

  @Override
  public void open(EventOut out) {
    if (style.filter != Style.Filter.NONE) {
      out.event(withUsage(FilterNotes.openingChunk(), null));
    }
    for (int i = 0; i < answers.size() && !style.usageInFinish; i++) {
      ObjectNode delta = Json.object().put("role", "assistant");
      delta.put("content", answers.get(i).calls().isEmpty() ? "" : null).putNull("refusal");
      out.event(chunk(choice(i, delta, null, FilterNotes.EMPTY)));
    }
  }

  @Override
  public boolean step(EventOut out, int most) {
    while (answer < answers.size()) {
      Answer now = answers.get(answer);
      if (text < now.text().count()) {
        words(out, now, Math.min(now.text().count(), text + most));
        return true;
      }
      if (call < now.calls().size()) {
        call(out, now.calls().get(call), most);
        return true;
      }
      answer++;
      text = 0;
      call = 0;
    }
    return false;
  }

  private void words(EventOut out, Answer now, int to) {
    if (template == null || templateOf != answer) {
      ObjectNode delta = delta().put("content", EventTemplate.HOLE);
      template = EventTemplate.of(chunk(choice(answer, delta, null, FilterNotes.SAFE)));
      templateOf = answer;
    }
    out.event(template, now.text().join(text, to));
    written += to - text;
    text = to;
  }

  private void call(EventOut out, ToolCall now, int most) {
    ObjectNode fragment = Json.object().put("index", call);
    if (argument < 0) {
      fragment.put("id", now.id()).put("type", "function");
      fragment.set("function", Json.object().put("name", now.name()).put("arguments", ""));
      written++;
      argument = 0;
    } else {
      int to = Math.min(now.arguments().count(), argument + most);
      fragment.set("function", Json.object().put("arguments", now.arguments().join(argument, to)));
      written += to - argument;
      argument = to;
    }
    if (argument >= now.arguments().count()) {
      call++;
      argument = -1;
    }
    ObjectNode delta = delta().set("tool_calls", Json.array(fragment));
    out.event(chunk(choice(answer, delta, null, FilterNotes.EMPTY)));
  }

  private ObjectNode delta() {
    return style.usageInFinish ? Json.object().put("role", "assistant") : Json.object();
  }

  @Override
  public void close(EventOut out) {
    for (int i = 0; i < answers.size(); i++) {
      boolean last = i == answers.size() - 1;
      ObjectNode end =
          chunk(choice(i, delta(), finish(answers.get(i).finish()), FilterNotes.EMPTY));
      if (style.usageInFinish && style.usage && last) {
        end.set("usage", usage(tokens));
      }
      out.event(end);
    }
    if (style.filter == Style.Filter.ASYNC) {
      out.event(withUsage(FilterNotes.lateChunk(written), null));
    }
    if (style.usage && !style.usageInFinish) {
      out.event(withUsage(envelope.deepCopy().set("choices", Json.array()), usage(tokens)));
    }
    out.done();
  }

  private ObjectNode choice(
      int index, ObjectNode delta, @Nullable String finish, ObjectNode notes) {
    ObjectNode choice = Json.object().put("index", index);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finish);
    if (style.filter == Style.Filter.SYNC) {
      choice.set("content_filter_results", notes);
    } else if (style.filter == Style.Filter.ASYNC) {
      choice.set("content_filter_results", FilterNotes.EMPTY);
    }
    return choice;
  }

  private ObjectNode chunk(ObjectNode choice) {
    return withUsage(envelope.deepCopy().set("choices", Json.array(choice)), null);
  }

  /** With usage asked for, every other chunk says {@code "usage":null}. */
  private ObjectNode withUsage(ObjectNode chunk, @Nullable ObjectNode usage) {
    if (style.usage && !style.usageInFinish) {
      chunk.set("usage", usage);
    }
    return chunk;
  }

  @Override
  public int written() {
    return written;
  }

  @Override
  public boolean saysUsage() {
    return style.usage;
  }
}
