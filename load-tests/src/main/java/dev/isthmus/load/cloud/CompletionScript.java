package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes answers of the legacy completions operation. */
final class CompletionScript implements Script {

  private final boolean stream;
  private final boolean usage;
  private final ObjectNode envelope;
  private final List<Answer> answers;
  private final TokenCount tokens;

  private int answer;
  private int text;
  private int written;

  CompletionScript(
      boolean stream, boolean usage, ObjectNode envelope, List<Answer> answers, TokenCount tokens) {
    this.stream = stream;
    this.usage = usage;
    this.envelope = envelope;
    this.answers = List.copyOf(answers);
    this.tokens = tokens;
  }

  @Override
  public Framing framing() {
    return stream ? Framing.SSE : Framing.WHOLE;
  }

  @Override
  public JsonNode whole() {
    ObjectNode body = envelope.deepCopy();
    ArrayNode choices = body.putArray("choices");
    for (int i = 0; i < answers.size(); i++) {
      Answer one = answers.get(i);
      choices.add(choice(i, one.text().join(), ChatScript.finish(one.finish())));
    }
    return body.set("usage", ChatScript.usage(tokens));
  }

  @Override
  public void open(EventOut out) {}

  @Override
  public boolean step(EventOut out, int most) {
    while (answer < answers.size()) {
      Answer now = answers.get(answer);
      if (text < now.text().count()) {
        int to = Math.min(now.text().count(), text + most);
        out.event(chunk(Json.array(choice(answer, now.text().join(text, to), null)), null));
        written += to - text;
        text = to;
        return true;
      }
      answer++;
      text = 0;
    }
    return false;
  }

  @Override
  public void close(EventOut out) {
    for (int i = 0; i < answers.size(); i++) {
      String finish = ChatScript.finish(answers.get(i).finish());
      out.event(chunk(Json.array(choice(i, "", finish)), null));
    }
    if (usage) {
      out.event(chunk(Json.array(), ChatScript.usage(tokens)));
    }
    out.done();
  }

  private ObjectNode chunk(ArrayNode choices, @Nullable ObjectNode cost) {
    ObjectNode chunk = envelope.deepCopy().set("choices", choices);
    if (usage) {
      chunk.set("usage", cost);
    }
    return chunk;
  }

  private static ObjectNode choice(int index, String text, @Nullable String finish) {
    ObjectNode choice = Json.object().put("text", text).put("index", index);
    return choice.putNull("logprobs").put("finish_reason", finish);
  }

  @Override
  public int written() {
    return written;
  }

  @Override
  public boolean saysUsage() {
    return usage;
  }
}
