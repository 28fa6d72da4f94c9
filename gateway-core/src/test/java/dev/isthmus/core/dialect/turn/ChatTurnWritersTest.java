package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events that Gemini does not use and other dialects do. */
final class ChatTurnWritersTest {
  private static final List<TurnEvent> CALLS_IN_PIECES =
      List.of(
          new TurnEvent.Speaker(Role.ASSISTANT, 0),
          new TurnEvent.ToolCallStart(0, "a", "f"),
          new TurnEvent.ToolCallStart(1, null, "g"),
          new TurnEvent.ToolCallArguments(0, "{\"x\":"),
          new TurnEvent.ToolCallArguments(1, "{}"),
          new TurnEvent.ToolCallArguments(0, "1}"),
          new TurnEvent.Stop(StopReason.TOOL_CALLS));

  @Test
  void callsInPiecesKeepTheirIndexInAStream() throws IOException {
    List<JsonNode> chunks = GeminiToChatStreamTest.chunks(write(true));
    StringBuilder seen = new StringBuilder();
    for (JsonNode chunk : chunks) {
      JsonNode call = chunk.at("/choices/0/delta/tool_calls/0");
      if (!call.isMissingNode()) {
        seen.append(call.path("index").asInt())
            .append(call.path("id").asText())
            .append(call.at("/function/name").asText())
            .append(call.at("/function/arguments").asText())
            .append(' ');
      }
    }
    assertEquals("0af 1mintedg 0{\"x\": 1{} 01} ", seen.toString());
    assertEquals(
        "tool_calls", chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText());
  }

  @Test
  void callsInPiecesAreWholeInADocument() throws IOException {
    JsonNode calls = GeminiTranslation.tree(write(false)).at("/choices/0/message/tool_calls");
    assertEquals("{\"x\":1}", calls.at("/0/function/arguments").asText());
    assertEquals("{}", calls.at("/1/function/arguments").asText());
    assertEquals("minted", calls.at("/1/id").asText());
    assertEquals(2, calls.size());
  }

  @Test
  void mintedIdsDependOnTheirSeedAlone() {
    ToolCallIds ids = ToolCallIds.random(new Random(7));
    ToolCallIds same = ToolCallIds.random(new Random(7));
    for (int i = 0; i < 100; i++) {
      String id = ids.next();
      assertTrue(id.matches("call_[0-9A-Za-z]{24}"), id);
      assertEquals(id, same.next());
    }
  }

  private static String write(boolean stream) throws IOException {
    AnswerWriter writer =
        new ChatTurnSide()
            .answerWriter(
                new AnswerContext(
                    stream, false, "m", "1", 2, () -> "minted", UnpooledByteBufAllocator.DEFAULT));
    for (TurnEvent event : CALLS_IN_PIECES) {
      writer.on(event);
    }
    writer.finish();
    return GeminiTranslation.text(writer.take());
  }
}
