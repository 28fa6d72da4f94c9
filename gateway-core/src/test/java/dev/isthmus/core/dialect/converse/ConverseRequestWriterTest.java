package dev.isthmus.core.dialect.converse;

import static dev.isthmus.core.dialect.converse.ConverseTranslation.json;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.target;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.text;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenAI's callers cannot say, but others can. */
final class ConverseRequestWriterTest {
  private static final Speaker USER = new Speaker(Role.USER, 0);
  private static final Speaker ASSISTANT = new Speaker(Role.ASSISTANT, 0);
  private static final Tooling NO_TOOLS = new Tooling(List.of(), Choice.AUTO, true);
  private static final TurnSettings PLAIN = new TurnSettings(Generation.DEFAULT, NO_TOOLS, null);

  private final Losses losses = new Losses(LossPolicy.LENIENT, new ChatTurnSide());

  private JsonNode write(String model, TurnSettings settings, TurnEvent... events)
      throws IOException {
    RequestWriter writer =
        new ConverseSide()
            .requestWriter(
                target(model, LossPolicy.LENIENT), losses, UnpooledByteBufAllocator.DEFAULT);
    try {
      for (TurnEvent event : events) {
        writer.on(event);
      }
      return tree(text(writer.finish(settings)));
    } catch (TurnRefusal refusal) {
      writer.discard();
      throw refusal;
    }
  }

  private JsonNode write(TurnEvent... events) throws IOException {
    return write(ConverseTranslation.CLAUDE, PLAIN, events);
  }

  @Test
  void cachePointsFollowWhatIsMarked() throws IOException {
    JsonNode written =
        write(
            new SystemText("s"),
            new CacheMark("1h"),
            new SystemText(""),
            new CacheMark(null),
            USER,
            new CacheMark(null),
            new Text("a"),
            new CacheMark("5m"),
            new CacheMark(null),
            new Text("b"),
            ASSISTANT,
            new CacheMark(null),
            new Text("c"));
    assertEquals(
        tree(
            json(
                "{'messages':[{'role':'user','content':[{'text':'a'},{'cachePoint':{'type':"
                    + "'default'}},{'text':'b'}]},{'role':'assistant','content':[{'text':'c'}]}],"
                    + "'system':[{'text':'s'},{'cachePoint':{'type':'default','ttl':'1h'}}]}")),
        written);
  }

  @Test
  void resultsStandFirstInTheirTurnWithTheirMarks() throws IOException {
    JsonNode messages =
        write(
                USER,
                new Text("a"),
                ASSISTANT,
                new ToolCall("1", "f", "{}", null),
                new ToolCall("2", "g", "{}", null),
                USER,
                new Text("first?"),
                new ToolResult("1", "f", List.of(new Text("x"), new Text("")), true),
                new Speaker(Role.TOOL, 0),
                new ToolResult("2", "g", List.of(), false),
                USER,
                new Text("last"),
                new CacheMark(null))
            .path("messages");
    assertEquals(
        tree(
            json(
                "[{'toolResult':{'toolUseId':'1','content':[{'text':'x'}],'status':'error'}},"
                    + "{'toolResult':{'toolUseId':'2','content':[]}},{'text':'first?'},"
                    + "{'text':'last'},{'cachePoint':{'type':'default'}}]")),
        messages.at("/2/content"));
  }

  @Test
  void aMarkBehindAResultStaysThere() throws IOException {
    JsonNode content =
        write(
                USER,
                new ToolResult("1", "f", List.of(new Text("x")), false),
                new CacheMark(null),
                new Text("y"))
            .at("/messages/0/content");
    assertEquals("toolResult", content.get(0).fieldNames().next());
    assertEquals("cachePoint", content.get(1).fieldNames().next());
    assertEquals("text", content.get(2).fieldNames().next());
  }

  @Test
  void thoughtsKeepTheirSignatures() throws IOException {
    JsonNode content =
        write(
                USER,
                new Text("a"),
                ASSISTANT,
                new Reasoning("hm", new Signature("anthropic", "U0lH")),
                new Reasoning("", new Signature("anthropic-redacted", "UkVE")),
                new Reasoning("unsigned", null),
                new Text("b"))
            .at("/messages/1/content");
    assertEquals(
        tree(
            json(
                "[{'reasoningContent':{'reasoningText':{'text':'hm','signature':'U0lH'}}},"
                    + "{'reasoningContent':{'redactedContent':'UkVE'}},{'text':'b'}]")),
        content);
  }

  @Test
  void aFailureWithoutWordsIsGivenSome() throws IOException {
    JsonNode content =
        write(
                USER,
                new ToolResult("1", "f", List.of(new Text(" ")), true),
                new ToolResult("2", "f", List.of(), false))
            .at("/messages/0/content");
    assertEquals(
        tree(
            json(
                "[{'toolResult':{'toolUseId':'1','content':[{'text':'The tool failed.'}],"
                    + "'status':'error'}},{'toolResult':{'toolUseId':'2','content':[]}}]")),
        content);
  }

  @Test
  void imagesInResults() throws IOException {
    ByteBuf bytes = Unpooled.copiedBuffer("iVBO", StandardCharsets.US_ASCII);
    JsonNode content =
        write(USER, new ToolResult("1", "f", List.of(Media.image("image/png", bytes, null)), false))
            .at("/messages/0/content");
    assertEquals(1, bytes.refCnt());
    bytes.release();
    assertEquals(
        tree(
            json(
                "[{'toolResult':{'toolUseId':'1','content':[{'image':{'format':'png','source':"
                    + "{'bytes':'iVBO'}}}]}}]")),
        content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://x.example/b.pdf", "file:///b.pdf", "s3://bucket/b.pdf"})
  void addressesAreRefused(String uri) {
    Media media = new Media(Media.Kind.DOCUMENT, "application/pdf", null, uri, null);
    TurnRefusal refusal = assertThrows(TurnRefusal.class, () -> write(USER, media));
    assertEquals("document_url", refusal.failure().param());
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-4-5-20250929-v1:0, '{\"top_k\":40}'",
    "amazon.nova-pro-v1:0, '{\"inferenceConfig\":{\"topK\":40}}'"
  })
  void topKInTheModelsOwnWords(String model, String expected) throws IOException {
    Sampling sampling = new Sampling(null, null, 40L, null, null, null);
    JsonNode written = write(model, settings(sampling, null, null, NO_TOOLS), USER, new Text("a"));
    assertEquals(tree(expected), written.path("additionalModelRequestFields"));
  }

  @ParameterizedTest
  @CsvSource({
    "5000, 6000, 5000",
    "5999, 6000, 5999",
    "6000, 6000, 5999",
    "1, 6000, 1024",
    "-1, 20000, 8192"
  })
  void aBudgetOfTheCallersOwnIsKept(long budget, long maxTokens, long expected) throws IOException {
    JsonNode written =
        write(
            ConverseTranslation.CLAUDE,
            settings(Sampling.DEFAULT, maxTokens, Thinking.of(budget), NO_TOOLS),
            USER,
            new Text("a"));
    assertEquals(
        expected, written.at("/additionalModelRequestFields/thinking/budget_tokens").asLong());
    assertEquals(maxTokens, written.at("/inferenceConfig/maxTokens").asLong());
    assertEquals(List.of(), losses.names());
  }

  @Test
  void topKIsNotTakenBesideABudget() throws IOException {
    Sampling sampling = new Sampling(null, null, 40L, null, null, null);
    JsonNode written =
        write(
            ConverseTranslation.CLAUDE,
            settings(sampling, 6000L, Thinking.of(2000), NO_TOOLS),
            USER,
            new Text("a"));
    assertEquals(
        tree(json("{'thinking':{'type':'enabled','budget_tokens':2000}}")),
        written.path("additionalModelRequestFields"));
    assertEquals(List.of("top_k"), losses.names());
  }

  @ParameterizedTest
  @CsvSource({"anthropic.claude-sonnet-4-5-20250929-v1:0, true", "amazon.nova-pro-v1:0, false"})
  void toolsAreMarkedWhereTheyAreKept(String model, boolean kept) throws IOException {
    Tooling tooling =
        new Tooling(
            List.of(
                new Tool("f", null, "{\"type\": \"object\"}", false, new CacheMark(null)),
                new Tool("g", "does g", null, false, null)),
            Choice.AUTO,
            true);
    JsonNode tools =
        write(model, settings(Sampling.DEFAULT, null, null, tooling), USER, new Text("a"))
            .at("/toolConfig/tools");
    assertEquals(kept ? 3 : 2, tools.size());
    assertEquals(kept, tools.get(1).has("cachePoint"));
    assertEquals(kept ? List.of() : List.of("cache_mark"), losses.names());
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-4-5-20250929-v1:0, CARRIED",
    "anthropic.claude-3-haiku-20240307-v1:0, DROPPED",
    "anthropic.claude-3-5-haiku-20241022-v1:0, CARRIED",
    "amazon.nova-lite-v1:0, CARRIED",
    "meta.llama3-3-70b-instruct-v1:0, DROPPED",
    "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/x, DROPPED"
  })
  void marksAreForModelsThatKeepPrefixes(String model, Carriage expected) {
    assertEquals(
        expected,
        new ConverseSide().carriage(model).getOrDefault(Feature.CACHE_MARK, Carriage.CARRIED));
  }

  @Test
  void callsWithoutIdsAreTold() throws IOException {
    JsonNode content =
        write(
                USER,
                new Text("a"),
                ASSISTANT,
                new ToolCall(null, "f", "{}", null),
                new ToolCall(null, "f", "{}", null))
            .at("/messages/1/content");
    assertEquals("unnamed_0", content.at("/0/toolUse/toolUseId").asText());
    assertEquals("unnamed_1", content.at("/1/toolUse/toolUseId").asText());
  }

  private static TurnSettings settings(
      Sampling sampling, @Nullable Long maxTokens, @Nullable Thinking thinking, Tooling tooling) {
    return new TurnSettings(
        new Generation(sampling, maxTokens, List.of(), 1, null, Format.TEXT, thinking),
        tooling,
        null);
  }
}
