package dev.isthmus.core.dialect.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.dialect.anthropic.ClaudeCountSide;
import dev.isthmus.core.dialect.anthropic.ClaudeSide;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.converse.ConverseCountSide;
import dev.isthmus.core.dialect.gemini.GeminiCountSide;
import dev.isthmus.core.dialect.gemini.GeminiDialect;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import dev.isthmus.core.dialect.openai.ResponsesCountSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each caller's question how long a conversation is, as each provider is asked, and back. */
class CountTranslatorTest {

  /** Who asks, and how each says the same. */
  enum Asker {
    RESPONSES(
        "{'model':'m','instructions':'Be kind','input':[{'role':'user','content':'hi'},"
            + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{\\\"a\\\":1}'},"
            + "{'type':'function_call_output','call_id':'c1','output':'42'}],"
            + "'tools':[{'type':'function','name':'f','parameters':{'type':'object'}}]}",
        "{'object':'response.input_tokens','input_tokens':17}"),
    ANTHROPIC(
        "{'model':'m','system':'Be kind','messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'f',"
            + "'input':{'a':1}}]},{'role':'user','content':[{'type':'tool_result',"
            + "'tool_use_id':'c1','content':'42'}]}],"
            + "'tools':[{'name':'f','input_schema':{'type':'object'}}]}",
        "{'input_tokens':17}"),
    GEMINI(
        "{'systemInstruction':{'parts':[{'text':'Be kind'}]},'contents':[{'role':'user',"
            + "'parts':[{'text':'hi'}]},{'role':'model','parts':[{'functionCall':{'id':'c1',"
            + "'name':'f','args':{'a':1}}}]},{'role':'user','parts':[{'functionResponse':"
            + "{'id':'c1','name':'f','response':{'output':'42'}}}]}],'tools':[{"
            + "'functionDeclarations':[{'name':'f','parametersJsonSchema':{'type':'object'}}]}]}",
        "{'totalTokens':17}");

    private final String question;
    private final String told;

    Asker(String question, String told) {
      this.question = question;
      this.told = told;
    }

    CallerSide side() {
      return switch (this) {
        case RESPONSES -> new ResponsesTurnSide();
        case ANTHROPIC -> new MessagesTurnSide();
        case GEMINI -> new GeminiTurnSide();
      };
    }

    Dialect dialect() {
      return switch (this) {
        case RESPONSES -> new OpenAiDialect();
        case ANTHROPIC -> new AnthropicDialect();
        case GEMINI -> new GeminiDialect(false);
      };
    }
  }

  private static CountTranslator between(Asker asker, CountSide provider) {
    return new CountTranslator(asker.side(), provider, asker.dialect()::count);
  }

  private static Translated translate(Asker asker, CountSide provider, String model, String asked) {
    ByteBuf body = Unpooled.copiedBuffer("?" + asked.replace('\'', '"'), UTF_8).skipBytes(1);
    Target target = new Target(model, LossPolicy.STRICT, false);
    Translated translated =
        between(asker, provider).request(body, target, UnpooledByteBufAllocator.DEFAULT);
    assertEquals(1, body.refCnt(), "the body is only borrowed");
    body.release();
    return translated;
  }

  private static String written(Asker asker, CountSide provider, String model) {
    Translated.Body body =
        assertInstanceOf(Translated.Body.class, translate(asker, provider, model, asker.question));
    assertTrue(body.dropped().isEmpty());
    String text = body.body().toString(UTF_8);
    body.body().release();
    return text.replace('"', '\'');
  }

  private static void assertHolds(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> part + " in " + text);
    }
  }

  @ParameterizedTest
  @EnumSource(Asker.class)
  void claudeIsAskedForNoAnswer(Asker asker) {
    String direct =
        written(asker, new ClaudeCountSide(ClaudeSide.Form.DIRECT), "claude-sonnet-4-5");
    assertTrue(direct.startsWith("{'model':'claude-sonnet-4-5','messages':["), direct);
    assertHolds(direct, "'system':", "'tool_use'", "'tool_result'", "'tools':[", "Be kind", "42");
    assertFalse(direct.contains("max_tokens"), direct);

    String vertex =
        written(asker, new ClaudeCountSide(ClaudeSide.Form.VERTEX), "claude-sonnet-4-5");
    assertTrue(
        vertex.startsWith(
            "{'model':'claude-sonnet-4-5','anthropic_version':'vertex-2023-10-16',"
                + "'messages':["),
        vertex);
    assertFalse(vertex.contains("max_tokens"), vertex);
  }

  @ParameterizedTest
  @EnumSource(Asker.class)
  void geminiIsAskedWithItsContents(Asker asker) {
    String asked = written(asker, new GeminiCountSide(), "gemini-2.5-flash");
    assertHolds(
        asked,
        "{'contents':[",
        "'systemInstruction':",
        "'functionCall'",
        "'functionResponse'",
        "'functionDeclarations'",
        "Be kind",
        "42");
    assertFalse(asked.contains("toolConfig"), asked);
  }

  @ParameterizedTest
  @EnumSource(Asker.class)
  void bedrockIsAskedAboutAConverseRequest(Asker asker) {
    String asked =
        written(asker, new ConverseCountSide(), "eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
    assertTrue(asked.startsWith("{'input':{'converse':{'messages':["), asked);
    assertHolds(asked, "'system':[", "'toolUse'", "'toolResult'", "'toolConfig'", "Be kind");
    assertFalse(asked.contains("inferenceConfig"), asked);
  }

  @ParameterizedTest
  @EnumSource(Asker.class)
  void openAiIsAskedAboutAResponse(Asker asker) {
    String asked = written(asker, new ResponsesCountSide(), "gpt-4.1");
    assertTrue(asked.startsWith("{'model':'gpt-4.1','input':["), asked);
    assertHolds(
        asked,
        "'content':'hi'",
        "{'type':'function_call','call_id':'c1','name':'f','arguments':",
        "{'type':'function_call_output','call_id':'c1','output':",
        "'tools':[{'type':'function','name':'f','parameters':",
        "Be kind",
        "42");
    assertFalse(asked.contains("'messages'"), asked);
    assertFalse(asked.contains("'tool_calls'"), asked);
  }

  @Test
  void openAiIsAskedWithPicturesToo() {
    String asked =
        "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'what?'},"
            + "{'type':'image','source':{'type':'base64','media_type':'image/png',"
            + "'data':'AAAA'}}]},{'role':'assistant','content':'a dot'},"
            + "{'role':'user','content':'sure?'}]}";
    Translated.Body body =
        assertInstanceOf(
            Translated.Body.class,
            translate(Asker.ANTHROPIC, new ResponsesCountSide(), "gpt-4.1", asked));
    String text = body.body().toString(UTF_8).replace('"', '\'');
    body.body().release();
    assertEquals(
        "{'model':'gpt-4.1','input':[{'role':'user','content':[{'type':'input_text',"
            + "'text':'what?'},{'type':'input_image','image_url':"
            + "'data:image/png;base64,AAAA','detail':'auto'}]},"
            + "{'role':'assistant','content':'a dot'},{'role':'user','content':'sure?'}]}",
        text);
  }

  @Test
  void thoughtsNeedNoBoundWhereNothingIsAnswered() {
    String asked =
        "{'model':'m','thinking':{'type':'enabled','budget_tokens':2000},"
            + "'messages':[{'role':'user','content':'hi'}]}";
    Translated.Body body =
        assertInstanceOf(
            Translated.Body.class,
            translate(Asker.ANTHROPIC, new GeminiCountSide(), "gemini-2.5-flash", asked));
    body.body().release();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ANTHROPIC|{'model':'m'}|messages",
        "ANTHROPIC|{'model':'m','messages':[{'role':'x','content':'a'}]}|messages[0].role",
        "GEMINI|{'contents':[{'role':'user','parts':[{'text':1}]}]}|contents[0].parts[0].text",
      })
  void whatTheCallersOwnWouldRefuseIsRefused(Asker asker, String asked, String param) {
    var refused =
        assertInstanceOf(
            Translated.Refused.class,
            translate(asker, new GeminiCountSide(), "gemini-2.5-flash", asked));
    assertEquals(FailureKind.INVALID_REQUEST, refused.failure().kind());
    assertEquals(param, refused.failure().param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "claude|{'input_tokens':17,'context_management':{'original_input_tokens':99}}",
        "gemini|{'promptTokensDetails':[{'tokenCount':9}],'totalTokens':17}",
        "converse|{'inputTokens':17}",
        "openai|{'object':'response.input_tokens','input_tokens':17}",
      })
  void theNumberIsToldAndNothingIsDue(String provider, String answer) {
    byte[] bytes = answer.replace('\'', '"').getBytes(UTF_8);
    for (Asker asker : Asker.values()) {
      for (int cut = 0; cut <= bytes.length; cut++) {
        AnswerTranslator translator = answer(asker, provider);
        see(translator, bytes, 0, cut);
        see(translator, bytes, cut, bytes.length);
        ByteBuf told = translator.end();
        assertNull(translator.error());
        assertEquals(asker.told, told.toString(UTF_8).replace('"', '\''));
        told.release();
        assertEquals(Usage.reported(0, 0, 0, 0, 0), translator.usage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"{}", "[]", "{'input_tokens':'17'}", "{'input_tokens':-1}", "{'input_tokens':1"})
  void anAnswerWithoutANumberIsAFault(String answer) {
    byte[] bytes = answer.replace('\'', '"').getBytes(UTF_8);
    AnswerTranslator translator = answer(Asker.GEMINI, "claude");
    see(translator, bytes, 0, bytes.length);
    translator.end().release();
    assertNotNull(translator.error());
    assertFalse(translator.complete());
  }

  @ParameterizedTest
  @CsvSource({
    "eu.anthropic.claude-sonnet-4-5-v1:0,anthropic.claude-sonnet-4-5-v1:0,true",
    "us-gov.anthropic.claude-x,anthropic.claude-x,true",
    "global.anthropic.claude-x,anthropic.claude-x,true",
    "anthropic.claude-x,anthropic.claude-x,true",
    "eu.amazon.nova-pro-v1:0,amazon.nova-pro-v1:0,false",
    "arn:aws:bedrock:eu-west-1:1:inference-profile/p,"
        + "arn:aws:bedrock:eu-west-1:1:inference-profile/p,false",
  })
  void bedrockCountsForModelsByTheirOwnNames(String name, String model, boolean counts) {
    assertEquals(model, ConverseCountSide.modelOf(name));
    assertEquals(counts, ConverseCountSide.counts(name));
  }

  private static AnswerTranslator answer(Asker asker, String provider) {
    CountSide side =
        switch (provider) {
          case "claude" -> new ClaudeCountSide(ClaudeSide.Form.DIRECT);
          case "gemini" -> new GeminiCountSide();
          case "converse" -> new ConverseCountSide();
          default -> new ResponsesCountSide();
        };
    return between(asker, side)
        .answer(
            new AnswerContext(
                false, false, "m", "c", 0, () -> "call_1", UnpooledByteBufAllocator.DEFAULT));
  }

  private static void see(AnswerTranslator translator, byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.copiedBuffer(bytes, from, to - from);
    translator.see(part).release();
    part.release();
  }
}
