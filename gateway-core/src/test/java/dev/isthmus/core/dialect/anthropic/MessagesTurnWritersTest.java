package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.context;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.json;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.text;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerWriter;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers of every kind of provider become, whatever the order in which they are told. */
final class MessagesTurnWritersTest {
  private static final MessagesTurnSide SIDE = new MessagesTurnSide();
  private static final Speaker ASSISTANT = new Speaker(Role.ASSISTANT, 0);
  private static final Stop END = new Stop(StopReason.END);

  @Test
  void blocksCloseBeforeTheNextOpens() throws IOException {
    assertContent(
        "[{'type':'thinking','thinking':'hm so','signature':'c2ln'},"
            + "{'type':'redacted_thinking','data':'b3BhcXVl'},"
            + "{'type':'text','text':'ab'},"
            + "{'type':'tool_use','id':'t1','name':'f','input':{'a':1}},"
            + "{'type':'text','text':'c'}]",
        new Reasoning("hm ", null),
        new Reasoning("so", null),
        new Reasoning("", new Signature("anthropic", "c2ln")),
        new Reasoning("", new Signature("anthropic-redacted", "b3BhcXVl")),
        new Text("a"),
        new Text(""),
        new Text("b"),
        new ToolCall("t1", "f", "{\"a\":1}", null),
        new Text("c"),
        END);
  }

  @Test
  void callsThatGoOnByTurnsBecomeBlocksInTheOrderOfTheirStarts() throws IOException {
    assertContent(
        "[{'type':'tool_use','id':'t1','name':'f','input':{'a':{'b':1}}},"
            + "{'type':'tool_use','id':'t2','name':'g','input':{'c':2}},"
            + "{'type':'text','text':'and'},"
            + "{'type':'tool_use','id':'call_0','name':'h','input':{}}]",
        new ToolCallStart(0, "t1", "f"),
        new ToolCallArguments(0, "{\"a\":{\"b\""),
        new ToolCallStart(1, "t2", "g"),
        new ToolCallArguments(1, "{\"c\":"),
        new ToolCallArguments(0, ":1}"),
        new Text("and"),
        new ToolCallArguments(0, "}"),
        new ToolCallStart(2, null, "h"),
        new ToolCallArguments(1, "2}"),
        new Stop(StopReason.TOOL_CALLS));
  }

  @Test
  void aCallThatIsWholeMakesWayForTheNextAtOnce() throws IOException {
    AnswerWriter writer = SIDE.answerWriter(context(true));
    for (TurnEvent event :
        List.of(
            ASSISTANT,
            new ToolCallStart(0, "t1", "f"),
            new ToolCallArguments(0, "{}"),
            new ToolCallStart(1, "t2", "g"))) {
      writer.on(event);
    }
    String out = text(writer.take());
    assertTrue(out.contains("\"id\":\"t2\""), out);
    writer.on(new ToolCallArguments(0, " \n"));
    assertEquals("", text(writer.take()));
    TurnRefusal refusal =
        assertThrows(TurnRefusal.class, () -> writer.on(new ToolCallArguments(0, "{}")));
    assertEquals(FailureKind.MALFORMED, refusal.failure().kind());
  }

  @Test
  void textLeavesAsItComes() throws IOException {
    AnswerWriter writer = SIDE.answerWriter(context(true));
    writer.on(ASSISTANT);
    assertTrue(text(writer.take()).startsWith("event: message_start\n"));
    writer.on(new Text("a"));
    assertTrue(text(writer.take()).contains("{\"type\":\"text_delta\",\"text\":\"a\"}"));
    writer.on(new Text("b"));
    String out = text(writer.take());
    assertTrue(out.startsWith("event: content_block_delta\n"), out);
    assertTrue(out.endsWith("{\"type\":\"text_delta\",\"text\":\"b\"}}\n\n"), out);
    assertEquals("", text(writer.take()));
  }

  @Test
  void othersSignaturesNameTheirIssuer() throws IOException {
    assertContent(
        "[{'type':'redacted_thinking','data':'google:c2ln'},{'type':'text','text':'a'},"
            + "{'type':'thinking','thinking':'hm','signature':'openai:eA=='},"
            + "{'type':'thinking','thinking':'more','signature':''},"
            + "{'type':'redacted_thinking','data':'google+call:eQ=='},"
            + "{'type':'tool_use','id':'t1','name':'f','input':{}}]",
        new Reasoning("", new Signature("google", "c2ln")),
        new Text("a"),
        new Reasoning("hm", new Signature("openai", "eA==")),
        new Reasoning("more", null),
        new ToolCall("t1", "f", "", new Signature("google", "eQ==")),
        END);
  }

  @Test
  void aThoughtThatIsNotShownKeepsItsSignature() throws IOException {
    assertContent(
        "[{'type':'thinking','thinking':'','signature':'c2ln'},{'type':'text','text':'a'}]",
        new Reasoning("", new Signature("anthropic", "c2ln")),
        new Text("a"),
        END);
  }

  @Test
  void idsThatDifferInWhatIsReplacedStayApart() throws IOException {
    assertContent(
        "[{'type':'tool_use','id':'a_1-"
            + Integer.toHexString("a.1".hashCode())
            + "','name':'f','input':{}},{'type':'tool_use','id':'a_1-"
            + Integer.toHexString("a:1".hashCode())
            + "','name':'f','input':{}}]",
        new ToolCall("a.1", "f", "{}", null),
        new ToolCall("a:1", "f", "{}", null),
        new Stop(StopReason.TOOL_CALLS));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"[1] | [1]", "{\"a\": | {\\\"a\\\":", "{} {} | {} {}"})
  void argumentsThatAreNoObjectAreWrapped(String arguments, String written) throws IOException {
    assertContent(
        "[{'type':'tool_use','id':'t1','name':'f','input':{'arguments':'" + written + "'}}]",
        new ToolCall("t1", "f", arguments, null),
        END);
  }

  @ParameterizedTest
  @CsvSource({
    "END, , false, end_turn",
    "END, '###', false, stop_sequence",
    "END, , true, tool_use",
    "TOOL_CALLS, , true, tool_use",
    "LENGTH, , true, max_tokens",
    "LENGTH, , false, max_tokens",
    "FILTER, , false, refusal"
  })
  void stopReasons(StopReason reason, String sequence, boolean called, String expected)
      throws IOException {
    TurnEvent said = called ? new ToolCall("t1", "f", "{}", null) : new Text("a");
    JsonNode message = message(said, new Stop(reason, sequence));
    assertEquals(expected, message.path("stop_reason").asText());
    assertEquals(sequence, message.path("stop_sequence").textValue());
  }

  @Test
  void usageThatComesAfterTheStopIsWaitedFor() throws IOException {
    JsonNode message = message(new Text("a"), END, new Metered(Usage.reported(100, 60, 30, 7, 0)));
    assertEquals(
        tree(
            json(
                "{'input_tokens':10,'cache_creation_input_tokens':30,"
                    + "'cache_read_input_tokens':60,'output_tokens':7}")),
        message.path("usage"));
  }

  @Test
  void whatIsKeptForAnHourIsToldApart() throws IOException {
    Usage usage = Usage.reported(100, 60, 30, 7, 0).keptForAnHour(20);
    JsonNode told = message(new Text("a"), END, new Metered(usage)).path("usage");
    assertEquals(30, told.path("cache_creation_input_tokens").asInt());
    assertEquals(
        tree(json("{'ephemeral_5m_input_tokens':10,'ephemeral_1h_input_tokens':20}")),
        told.path("cache_creation"));
  }

  @Test
  void usageThatComesFirstStandsInTheStart() throws IOException {
    AnswerWriter writer = SIDE.answerWriter(context(true));
    writer.on(new Metered(Usage.reported(100, 60, 30, 1, 0)));
    writer.on(ASSISTANT);
    JsonNode begun = MessageGrammar.begunMessage(text(writer.take()));
    assertEquals(10, begun.at("/usage/input_tokens").asInt());
    assertEquals("msg_smp1", begun.path("id").asText());
    assertEquals("asked-for", begun.path("model").asText());
  }

  @Test
  void anAnswerWithoutWordsIsAMessageWithoutContent() throws IOException {
    JsonNode message = message(END);
    assertTrue(message.path("content").isArray() && message.path("content").isEmpty());
    assertFalse(message.path("usage").isMissingNode());
  }

  @Test
  void whatWaitsForItsTurnIsBounded() throws IOException {
    AnswerWriter writer = SIDE.answerWriter(context(true));
    String piece = "x".repeat(1 << 20);
    writer.on(ASSISTANT);
    writer.on(new ToolCallStart(0, "t1", "f"));
    writer.on(new ToolCallStart(1, "t2", "g"));
    for (int i = 0; i < 16; i++) {
      writer.on(new ToolCallArguments(1, piece));
    }
    TurnRefusal refusal =
        assertThrows(TurnRefusal.class, () -> writer.on(new ToolCallArguments(1, piece)));
    assertEquals(FailureKind.MALFORMED, refusal.failure().kind());
    writer.take().release();
  }

  @Test
  void longTextThatLeavesIsNotKept() throws IOException {
    AnswerWriter writer = SIDE.answerWriter(context(true));
    String piece = "x".repeat(1 << 20);
    writer.on(ASSISTANT);
    for (int i = 0; i < 20; i++) {
      writer.on(new Text(piece));
      assertTrue(text(writer.take()).contains(piece));
    }
  }

  private static void assertContent(String quoted, TurnEvent... events) throws IOException {
    assertEquals(tree(json(quoted)), message(events).path("content"));
  }

  /** What both writers make of {@code events}, which must be the same. */
  private static JsonNode message(TurnEvent... events) throws IOException {
    List<TurnEvent> told = new ArrayList<>(List.of(ASSISTANT));
    told.addAll(Arrays.asList(events));
    JsonNode streamed = MessageGrammar.message(written(true, told));
    assertEquals(tree(written(false, told)), streamed);
    return streamed;
  }

  private static String written(boolean stream, List<TurnEvent> events) throws IOException {
    AnswerWriter writer = SIDE.answerWriter(context(stream));
    for (TurnEvent event : events) {
      writer.on(event);
    }
    writer.finish();
    return text(writer.take());
  }
}
