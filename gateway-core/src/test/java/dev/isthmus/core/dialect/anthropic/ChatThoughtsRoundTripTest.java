package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.answer;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.document;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.json;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.lenient;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.quoted;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.saying;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.tree;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claude's thoughts go to a chat's caller and come back as the blocks that they were. */
final class ChatThoughtsRoundTripTest {
  private static final String FIRST = "{'type':'thinking','thinking':'A é','signature':'U0lHQQ'}";
  private static final String HIDDEN = "{'type':'redacted_thinking','data':'RU5D'}";
  private static final String SECOND = "{'type':'thinking','thinking':'B','signature':'U0lHQg'}";
  private static final String TEXT = "{'type':'text','text':'t'}";
  private static final String CALL = "{'type':'tool_use','id':'toolu_1','name':'f','input':{}}";

  @ParameterizedTest
  @ValueSource(strings = {FIRST + "," + HIDDEN + "," + SECOND, FIRST + "," + SECOND, HIDDEN, FIRST})
  void allBlocksOfADocumentComeBack(String thoughts) {
    JsonNode message =
        document(answering(thoughts + "," + TEXT + "," + CALL)).at("/choices/0/message");
    assertEquals(quoted("[" + thoughts + "," + TEXT + "," + CALL + "]"), back(message));
  }

  @Test
  void blocksBetweenOtherThingsComeBackBeforeThem() {
    JsonNode message =
        document(answering(FIRST + "," + TEXT + "," + SECOND + "," + CALL))
            .at("/choices/0/message");
    assertEquals("A éB", message.path("reasoning_content").asText());
    assertEquals(quoted("[" + FIRST + "," + SECOND + "," + TEXT + "," + CALL + "]"), back(message));
  }

  @Test
  void allBlocksOfAStreamComeBack() {
    String out = whole(answer(true, false), sse(FIRST, TEXT, HIDDEN, SECOND));
    ObjectNode message = ClaudeTranslation.JSON.createObjectNode().put("role", "assistant");
    StringBuilder thoughts = new StringBuilder();
    StringBuilder text = new StringBuilder();
    int signed = 0;
    for (String line : out.split("\n", -1)) {
      if (line.startsWith("data: {")) {
        JsonNode delta = tree(line.substring("data: ".length())).at("/choices/0/delta");
        thoughts.append(delta.path("reasoning_content").asText());
        text.append(delta.path("content").asText());
        if (delta.has("extra_content")) {
          message.set("extra_content", delta.get("extra_content"));
          signed++;
        }
      }
    }
    message.put("reasoning_content", thoughts.toString()).put("content", text.toString());
    assertEquals(1, signed, "written once, when all is known");
    assertEquals(
        quoted("[" + FIRST + "," + HIDDEN + "," + SECOND + "," + TEXT + "]"), back(message));
  }

  @Test
  void moreThanTheBoundIsNotSigned() {
    String long1 = FIRST.replace("A é", "x".repeat(1 << 17));
    String long2 = SECOND.replace("B", "y".repeat(1 << 17));
    JsonNode message =
        document(answering(long1 + "," + long2 + "," + TEXT)).at("/choices/0/message");
    assertTrue(message.path("extra_content").isMissingNode());
    assertEquals(1 << 18, message.path("reasoning_content").asText().length());
    assertEquals(quoted("[" + TEXT + "]"), back(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "e30=", "WzFd", "W1siYSJdXQ==", "W1siYSIsImIiLCJjIiwiZCJdXQ=="})
  void whatIsNoLongerWholeIsNoProof(String value) {
    JsonNode message =
        quoted(
            "{'role':'assistant','content':'t','reasoning_content':'A','extra_content':"
                + "{'isthmus':{'thought_signature':'"
                + value
                + "'}}}");
    assertEquals(quoted("[" + TEXT + "]"), back(message));
  }

  private static JsonNode back(JsonNode message) {
    return lenient(saying("{'role':'user','content':'q'}," + message))
        .tree()
        .at("/messages/1/content");
  }

  private static String answering(String blocks) {
    return json(
        "{'type':'message','stop_reason':'end_turn','usage':{'input_tokens':1,'output_tokens':1},"
            + "'content':["
            + blocks
            + "]}");
  }

  /** Blocks that each come whole when they begin, but for thoughts, which come in deltas. */
  private static String sse(String... blocks) {
    StringBuilder events =
        new StringBuilder(event("{'type':'message_start','message':{'usage':{'input_tokens':1}}}"));
    for (int i = 0; i < blocks.length; i++) {
      JsonNode block = quoted(blocks[i]);
      boolean thought = block.has("thinking");
      String begun = thought ? "{'type':'thinking','thinking':'','signature':''}" : blocks[i];
      String at = "'index':" + i;
      events.append(
          event("{'type':'content_block_start'," + at + ",'content_block':" + begun + "}"));
      if (thought) {
        events.append(delta(at, "{'type':'thinking_delta','thinking':" + block.get("thinking")));
        events.append(delta(at, "{'type':'signature_delta','signature':" + block.get("signature")));
      }
      events.append(event("{'type':'content_block_stop'," + at + "}"));
    }
    events.append(event("{'type':'message_delta','delta':{'stop_reason':'end_turn'}}"));
    return events.append(event("{'type':'message_stop'}")).toString();
  }

  private static String delta(String at, String delta) {
    return event("{'type':'content_block_delta'," + at + ",'delta':" + delta + "}}");
  }

  private static String event(String quoted) {
    return "data: " + json(quoted) + "\n\n";
  }
}
