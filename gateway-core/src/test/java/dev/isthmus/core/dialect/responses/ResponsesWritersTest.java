package dev.isthmus.core.dialect.responses;

import static dev.isthmus.core.dialect.responses.ResponsesTranslation.context;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.text;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Metered;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallArguments;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The writers alone, for what Gemini never says. */
final class ResponsesWritersTest {
  private static final int RUNS = 2_000;
  private static final Stop END = new Stop(StopReason.END);

  @Test
  void piecesOfSeveralCallsMayAlternate() throws IOException {
    JsonNode output =
        written(
                new ToolCallStart(0, "a", "f"),
                new ToolCallArguments(0, "{\"x\""),
                new ToolCallStart(1, null, "g"),
                new ToolCallArguments(1, "{"),
                new ToolCallArguments(0, ":1}"),
                new Text("meanwhile"),
                new ToolCallArguments(1, "}"),
                new ToolCallStart(2, "c", "h"),
                new ToolCallArguments(2, ""),
                new Stop(StopReason.TOOL_CALLS))
            .path("output");
    assertEquals("{\"x\":1}", output.at("/0/arguments").asText());
    assertEquals("a", output.at("/0/call_id").asText());
    assertEquals("{}", output.at("/1/arguments").asText());
    assertEquals("call_0", output.at("/1/call_id").asText());
    assertEquals("meanwhile", output.at("/2/content/0/text").asText());
    assertEquals("{}", output.at("/3/arguments").asText());
  }

  @Test
  void eachSignatureOfAThoughtEndsItsItem() throws IOException {
    JsonNode output =
        written(
                new Reasoning("a", null),
                new Reasoning("b", null),
                new Reasoning("", new Signature("anthropic", "s1")),
                new Reasoning("", new Signature("anthropic-redacted", "s2")),
                new Reasoning("c", new Signature("anthropic", "s3")),
                new Text("t"),
                new Reasoning("", new Signature("anthropic", "s4")),
                new Text("u"),
                END)
            .path("output");
    assertEquals("ab", output.at("/0/summary/0/text").asText());
    assertEquals("isthmus:thought:anthropic:s1", output.at("/0/encrypted_content").asText());
    assertEquals(
        "isthmus:thought:anthropic-redacted:s2", output.at("/1/encrypted_content").asText());
    assertEquals("c", output.at("/2/summary/0/text").asText());
    assertEquals("t", output.at("/3/content/0/text").asText());
    assertEquals("isthmus:thought:anthropic:s4", output.at("/4/encrypted_content").asText());
    assertEquals("u", output.at("/5/content/0/text").asText());
  }

  @Test
  void cachedAndWrittenTokensAreTold() throws IOException {
    JsonNode usage =
        written(new Text("a"), END, new Metered(Usage.reported(9, 4, 3, 2, 1))).path("usage");
    assertEquals(4, usage.at("/input_tokens_details/cached_tokens").asInt());
    assertEquals(3, usage.at("/input_tokens_details/cache_write_tokens").asInt());
    assertEquals(11, usage.path("total_tokens").asInt());
  }

  @Test
  void anAnswerIsBounded() throws IOException {
    AnswerWriter writer = new ResponsesTurnSide().answerWriter(context(false));
    String half = "x".repeat(ResponsesOutput.MAX_ANSWER_CHARS / 2);
    writer.on(new Text(half));
    writer.on(new Text(half));
    TurnRefusal refusal = assertThrows(TurnRefusal.class, () -> writer.on(new Text("y")));
    assertEquals(Failure.Origin.PROVIDER, refusal.failure().origin());
  }

  /** Whatever is said, it obeys the grammar, and comes back as it was when it is sent back. */
  @Test
  void answersComeBackAsTheyWere() throws IOException {
    for (long seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      List<TurnEvent> said = turn(random);
      List<TurnEvent> events = new ArrayList<>();
      said.forEach(event -> cut(event, random, events));
      events.add(END);
      JsonNode response = written(events.toArray(TurnEvent[]::new));
      ObjectNode request = ResponsesTranslation.JSON.createObjectNode();
      request.set("input", response.path("output"));
      assertEquals(said, read(request.toString()), "seed " + seed + ": " + events);
    }
  }

  /** A turn whose neighbours cannot be taken for one. */
  private static List<TurnEvent> turn(Random random) {
    List<TurnEvent> said = new ArrayList<>();
    int before = -1;
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int kind = random.nextInt(3);
      String text = "né 🙂 \"" + i;
      if (kind == 0 && before != 0) {
        said.add(new Text(text));
      } else if (kind == 1) {
        said.add(new Reasoning(random.nextBoolean() ? text : "", sign(random, i)));
      } else {
        kind = 2;
        Signature signature = random.nextBoolean() ? sign(random, i) : null;
        said.add(new ToolCall("c" + i, "f", "{\"a\":" + i + ".0}", signature));
      }
      before = kind;
    }
    return said;
  }

  private static Signature sign(Random random, int i) {
    return new Signature(random.nextBoolean() ? "anthropic" : "anthropic-redacted", "s:" + i);
  }

  /** Says {@code event} in pieces, as providers do. */
  private static void cut(TurnEvent event, Random random, List<TurnEvent> to) {
    if (event instanceof Text text) {
      int at = random.nextInt(3);
      to.add(new Text(text.text().substring(0, at)));
      to.add(new Text(text.text().substring(at)));
    } else if (event instanceof Reasoning thought && !thought.text().isEmpty()) {
      to.add(new Reasoning(thought.text(), null));
      to.add(new Reasoning("", thought.signature()));
    } else if (event instanceof ToolCall call && call.signature() == null) {
      int index = to.size();
      int at = random.nextInt(call.arguments().length());
      to.add(new ToolCallStart(index, call.id(), call.name()));
      to.add(new ToolCallArguments(index, call.arguments().substring(0, at)));
      to.add(new ToolCallArguments(index, call.arguments().substring(at)));
    } else {
      to.add(event);
    }
  }

  private static List<TurnEvent> read(String request) throws IOException {
    ResponsesTurnSide side = new ResponsesTurnSide();
    List<TurnEvent> events = new ArrayList<>();
    ByteBuf body = Unpooled.copiedBuffer(request, StandardCharsets.UTF_8);
    side.readRequest(body, new Losses(LossPolicy.STRICT, side), events::add);
    body.release();
    assertEquals(new Speaker(Role.ASSISTANT, 0), events.remove(0));
    return events;
  }

  /** The response that both writers make of {@code events}; the stream's grammar is checked. */
  private static JsonNode written(TurnEvent... events) throws IOException {
    JsonNode streamed = ResponsesGrammar.check(write(true, events));
    JsonNode document = tree(write(false, events));
    assertEquals(document, streamed);
    return document;
  }

  private static String write(boolean stream, TurnEvent... events) throws IOException {
    AnswerWriter writer = new ResponsesTurnSide().answerWriter(context(stream));
    StringBuilder out = new StringBuilder();
    writer.on(new Speaker(Role.ASSISTANT, 0));
    for (TurnEvent event : events) {
      writer.on(event);
      out.append(text(writer.take()));
    }
    writer.finish();
    return out.append(text(writer.take())).toString();
  }
}
