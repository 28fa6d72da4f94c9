package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.anthropic.ClaudeSide;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.converse.ConverseSide;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import dev.isthmus.core.dialect.openai.ChatSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever is refused reads the names of their own dialect, whichever one leads to the provider. */
final class RefusalWordsTest {
  private static final List<ProviderSide> PROVIDERS =
      List.of(
          new ClaudeSide(ClaudeSide.Form.DIRECT),
          new ConverseSide(),
          new GeminiSide(),
          new ChatSide(false));

  private static final Spoken CHAT =
      new Spoken(
          new ChatTurnSide(),
          "{'messages':[{'role':'user','content':''}]}",
          "{'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1',"
              + "'type':'function','function':{'name':'f','arguments':'{'}}]}]}");
  private static final Spoken RESPONSES =
      new Spoken(
          new ResponsesTurnSide(),
          "{'input':[{'role':'user','content':''}]}",
          "{'input':[{'role':'user','content':'a'},{'type':'function_call','call_id':'1',"
              + "'name':'f','arguments':'{'}]}");
  private static final String SILENT_GEMINI =
      "{'contents':[{'role':'user','parts':[{'text':''}]}]}";

  /** A caller, with a conversation that says nothing and one with broken arguments. */
  private record Spoken(CallerSide side, String silent, String broken) {}

  @Test
  void silenceIsRefusedInTheCallersWords() {
    for (ProviderSide provider : PROVIDERS) {
      assertTold("messages", refused(CHAT.side, provider, CHAT.silent));
      assertTold("input", refused(RESPONSES.side, provider, RESPONSES.silent));
      assertTold("contents", refused(new GeminiTurnSide(), provider, SILENT_GEMINI));
    }
  }

  @Test
  void brokenArgumentsAreRefusedInTheCallersWords() {
    for (ProviderSide provider : PROVIDERS.subList(0, 3)) {
      for (Spoken caller : List.of(CHAT, RESPONSES)) {
        assertTold(caller.side.toolArguments(), refused(caller.side, provider, caller.broken));
      }
    }
  }

  @Test
  void whoSpeaksFirstIsSaidInTheCallersWords() {
    String gemini =
        "{'contents':[{'role':'model','parts':[{'text':'a'}]},"
            + "{'role':'user','parts':[{'text':'b'}]}]}";
    for (ProviderSide provider : PROVIDERS.subList(0, 2)) {
      assertTold("contents", refused(new GeminiTurnSide(), provider, gemini));
    }
  }

  @Test
  void everyCallerNamesItsArgumentsInsideItsConversation() {
    for (CallerSide side :
        List.of(
            new ChatTurnSide(),
            new ResponsesTurnSide(),
            new GeminiTurnSide(),
            new MessagesTurnSide())) {
      assertTrue(side.toolArguments().startsWith(side.conversation() + "."), side.name());
    }
  }

  private static void assertTold(String name, Failure failure) {
    assertEquals(name, failure.param());
    assertTrue(failure.detail().startsWith(name + ": "), failure.detail());
  }

  private static Failure refused(CallerSide caller, ProviderSide provider, String quoted) {
    byte[] json = quoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuf body = Unpooled.wrappedBuffer(json);
    Target target = new Target("claude-sonnet-4-5", LossPolicy.STRICT, false);
    Translated translated =
        new TurnTranslator(caller, provider)
            .request(body, target, UnpooledByteBufAllocator.DEFAULT);
    if (translated instanceof Translated.Refused refused) {
      return refused.failure();
    }
    ((Translated.Body) translated).body().release();
    throw new AssertionError(caller.name() + " to " + provider.name() + " was not refused");
  }
}
