package dev.isthmus.core.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.converse.InvokeEmbeddingSide;
import dev.isthmus.core.dialect.openai.OpenAiEmbeddingSide;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.EmbeddingTranslator;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.TurnBounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Google's clients send for vectors, as each provider of vectors gets it, and back. */
class GeminiEmbeddingTurnTest {
  private static final String PREDICT = "text-embedding-005";
  private static final String EMBED = "gemini-embedding-2-preview";
  private static final String TITAN = "amazon.titan-embed-text-v2:0";
  private static final String COHERE = "cohere.embed-multilingual-v3";
  private static final String OPENAI = "text-3-small";

  private static final String ONE =
      "{'content':{'parts':[{'text':'h\\u00e9'}],'role':'user'},'taskType':'RETRIEVAL_QUERY',"
          + "'title':'t','outputDimensionality':7,'model':'models/m'}";
  private static final String TWO =
      "{'requests':[{'model':'models/m','content':{'parts':[{'text':'a'},{'text':'b'}]}},"
          + "{'model':'models/m','content':{'parts':[{'text':'c'}]}}]}";
  private static final String INSTANCES =
      "{'instances':[{'content':'a','task_type':'CLUSTERING'},{'content':'b',"
          + "'task_type':'SEMANTIC_SIMILARITY'}],'parameters':{'outputDimensionality':7,"
          + "'autoTruncate':true}}";

  private static EmbeddingTranslator to(GeminiEmbeddingForm form, String model) {
    EmbeddingSide side =
        switch (model) {
          case PREDICT, EMBED -> new GeminiEmbeddingSide();
          case TITAN, COHERE -> new InvokeEmbeddingSide();
          default -> new OpenAiEmbeddingSide("openai");
        };
    return new EmbeddingTranslator(new GeminiEmbeddingTurnSide(form), side);
  }

  private static Translated translate(
      GeminiEmbeddingForm form, String model, LossPolicy policy, String quoted) {
    ByteBuf body = Unpooled.copiedBuffer("?" + quoted.replace('\'', '"'), UTF_8).skipBytes(1);
    Target target = new Target(model, policy, false);
    Translated translated = to(form, model).request(body, target, UnpooledByteBufAllocator.DEFAULT);
    assertEquals(1, body.refCnt(), "the body is only borrowed");
    body.release();
    return translated;
  }

  private static String written(
      GeminiEmbeddingForm form, String model, String quoted, String... dropped) {
    Translated.Body body =
        assertInstanceOf(Translated.Body.class, translate(form, model, LossPolicy.LENIENT, quoted));
    assertEquals(List.of(dropped), body.dropped());
    return text(body.body()).replace('"', '\'');
  }

  private static Failure refused(GeminiEmbeddingForm form, String model, String quoted) {
    return assertInstanceOf(
            Translated.Refused.class, translate(form, model, LossPolicy.LENIENT, quoted))
        .failure();
  }

  private static String text(ByteBuf owned) {
    String text = owned.toString(UTF_8);
    owned.release();
    return text;
  }

  @Test
  void googlesOwnFormsCarryEverything() {
    assertEquals(
        "{'instances':[{'content':'h\\u00e9','task_type':'RETRIEVAL_QUERY','title':'t'}],"
            + "'parameters':{'outputDimensionality':7}}",
        written(GeminiEmbeddingForm.EMBED, PREDICT, ONE));
    assertEquals(
        "{'content':{'parts':[{'text':'h\\u00e9'}]},'embedContentConfig':"
            + "{'taskType':'RETRIEVAL_QUERY','title':'t','outputDimensionality':7}}",
        written(GeminiEmbeddingForm.EMBED, EMBED, ONE));
    assertEquals(
        "{'instances':[{'content':'ab'},{'content':'c'}],'parameters':{}}",
        written(GeminiEmbeddingForm.BATCH, PREDICT, TWO));
    assertEquals(
        "{'instances':[{'content':'a','task_type':'CLUSTERING'},{'content':'b',"
            + "'task_type':'SEMANTIC_SIMILARITY'}],"
            + "'parameters':{'autoTruncate':true,'outputDimensionality':7}}",
        written(GeminiEmbeddingForm.PREDICT, PREDICT, INSTANCES));
  }

  @Test
  void aTextInManyPartsIsReadAsQuicklyAsOne() {
    String parts = "{'text':'a'},".repeat(60_000) + "{'text':'b'}";
    assertEquals(
        "{'model':'text-3-small','input':['" + "a".repeat(60_000) + "b']}",
        written(GeminiEmbeddingForm.EMBED, OPENAI, "{'content':{'parts':[" + parts + "]}}"));
    String more = "{'text':'a'},".repeat(TurnBounds.MAX_BLOCKS) + parts;
    assertEquals(
        FailureKind.INVALID_REQUEST,
        refused(GeminiEmbeddingForm.EMBED, OPENAI, "{'content':{'parts':[" + more + "]}}").kind());
  }

  @Test
  void aNameOfManyWordsIsDroppedLikeAnother() {
    String name = "a" + "_a".repeat(20_000);
    assertEquals(
        "{'model':'text-3-small','input':['a']}",
        written(
            GeminiEmbeddingForm.EMBED,
            OPENAI,
            "{'content':{'parts':[{'text':'a'}]},'" + name + "':1}",
            "(unnamed)"));
  }

  @Test
  void aConfigurationAndSnakesAreReadToo() {
    String asked =
        "{'content':{'parts':{'text':'a'}},'embed_content_config':"
            + "{'task_type':'CLUSTERING','output_dimensionality':3,'auto_truncate':false}}";
    assertEquals(
        FailureKind.INVALID_REQUEST, refused(GeminiEmbeddingForm.EMBED, EMBED, asked).kind());
    assertEquals(
        "{'content':{'parts':[{'text':'a'}]},'embedContentConfig':{'taskType':'CLUSTERING',"
            + "'autoTruncate':false,'outputDimensionality':3}}",
        written(GeminiEmbeddingForm.EMBED, EMBED, asked.replace("{'text':'a'}", "[{'text':'a'}]")));
  }

  @Test
  void othersAreAskedForWhatTheyKnow() {
    assertEquals(
        "{'model':'text-3-small','input':['h\\u00e9'],'dimensions':7}",
        written(GeminiEmbeddingForm.EMBED, OPENAI, ONE, "taskType", "title"));
    assertEquals(
        "{'model':'text-3-small','input':['a','b'],'dimensions':7}",
        written(GeminiEmbeddingForm.PREDICT, OPENAI, INSTANCES, "taskType", "autoTruncate"));
    assertEquals(
        "{'inputText':'h\\u00e9','dimensions':7}",
        written(GeminiEmbeddingForm.EMBED, TITAN, ONE, "taskType", "title"));
    String query = ONE.replace("'outputDimensionality':7,", "");
    assertEquals(
        "{'texts':['h\\u00e9'],'input_type':'search_query'}",
        written(GeminiEmbeddingForm.EMBED, COHERE, query, "title"));
  }

  @Test
  void whereNothingMayBeLostItIsRefused() {
    Translated translated = translate(GeminiEmbeddingForm.EMBED, OPENAI, LossPolicy.STRICT, ONE);
    Failure failure = assertInstanceOf(Translated.Refused.class, translated).failure();
    assertEquals("taskType", failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "EMBED|{}|content",
        "EMBED|{'content':{}}|content",
        "EMBED|{'content':{'parts':[{'text':''}]}}|content",
        "EMBED|{'content':{'parts':[{'text':1}]}}|content.parts[0].text",
        "EMBED|{'content':{'parts':[{'inlineData':{}}]}}|content.parts[0].inlineData",
        "EMBED|{'content':{'parts':[{'text':'a'}]},'taskType':'X','task_type':'Y'}|task_type",
        "EMBED|{'content':{'parts':[{'text':'a'}]},'taskType':'a b'}|taskType",
        "EMBED|{'content':{'parts':[{'text':'a'}]},'outputDimensionality':0}|outputDimensionality",
        "BATCH|{'requests':[]}|requests",
        "BATCH|{'requests':[{'model':'models/m'}]}|requests[0].content",
        "BATCH|{'requests':[{'model':'a','content':{'parts':[{'text':'a'}]}},"
            + "{'model':'b','content':{'parts':[{'text':'a'}]}}]}|requests[1].model",
        "BATCH|{'requests':[{'content':{'parts':[{'text':'a'}]}},"
            + "{'outputDimensionality':2,'content':{'parts':[{'text':'a'}]}}]}"
            + "|requests[1].outputDimensionality",
        "PREDICT|{'instances':[{'content':['a']}]}|instances[0].content",
        "PREDICT|{'instances':[{'content':'a'}],'instances':[]}|instances",
      })
  void whatGoogleWouldRefuseIsRefused(GeminiEmbeddingForm form, String body, String param) {
    assertEquals(param, refused(form, PREDICT, body).param());
  }

  @Test
  void severalTextsNeedAProviderThatTakesThem() {
    assertEquals(FailureKind.UNSUPPORTED, refused(GeminiEmbeddingForm.BATCH, TITAN, TWO).kind());
    assertEquals(FailureKind.UNSUPPORTED, refused(GeminiEmbeddingForm.BATCH, EMBED, TWO).kind());
    assertEquals("requests", refused(GeminiEmbeddingForm.BATCH, TITAN, TWO).param());
    String tasks = INSTANCES.replace("SEMANTIC_SIMILARITY", "RETRIEVAL_QUERY");
    String mixed = tasks.replace("'outputDimensionality':7,", "");
    assertEquals("taskType", refused(GeminiEmbeddingForm.PREDICT, COHERE, mixed).param());
  }

  private static AnswerTranslator answer(GeminiEmbeddingForm form, String model, int texts) {
    return to(form, model)
        .answer(
            new AnswerContext(
                false,
                false,
                "m",
                "m",
                "smp1",
                1767225600,
                () -> "call_1",
                UnpooledByteBufAllocator.DEFAULT,
                new Asked(texts, false)));
  }

  /** The answer, the same wherever it is cut. */
  private static String read(
      GeminiEmbeddingForm form, String model, int texts, String quoted, long tokens) {
    byte[] bytes = quoted.replace('\'', '"').getBytes(UTF_8);
    String first = null;
    for (int cut = 0; cut <= bytes.length; cut++) {
      AnswerTranslator answer = answer(form, model, texts);
      see(answer, bytes, 0, cut);
      see(answer, bytes, cut, bytes.length);
      String text = text(answer.end()).replace('"', '\'');
      assertNull(answer.error(), text);
      assertEquals(tokens < 0 ? null : Usage.reported(tokens, 0, 0, 0, 0), answer.usage(), "usage");
      assertEquals(first == null ? text : first, text);
      first = text;
    }
    return first == null ? "" : first;
  }

  private static void see(AnswerTranslator answer, byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.copiedBuffer(bytes, from, to - from);
    text(answer.see(part));
    part.release();
  }

  @Test
  void answersAreGooglesToTheTokenAndTheDigit() {
    String openai =
        "{'object':'list','data':[{'index':1,'embedding':[2.50,-1e-7]},"
            + "{'embedding':[1,0.10],'index':0}],'usage':{'prompt_tokens':9,'total_tokens':9}}";
    assertEquals(
        "{'embeddings':[{'values':[1,0.10]},{'values':[2.50,-1e-7]}],"
            + "'usageMetadata':{'promptTokenCount':9,'totalTokenCount':9}}",
        read(GeminiEmbeddingForm.BATCH, OPENAI, 2, openai, 9));
    assertEquals(
        "{'predictions':[{'embeddings':{'values':[1,0.10]}},"
            + "{'embeddings':{'values':[2.50,-1e-7]}}]}",
        read(GeminiEmbeddingForm.PREDICT, OPENAI, 2, openai, 9),
        "a sum is nobody's own");
    assertEquals(
        "{'embedding':{'values':[3]},'usageMetadata':"
            + "{'promptTokenCount':4,'totalTokenCount':4}}",
        read(GeminiEmbeddingForm.EMBED, TITAN, 1, "{'embedding':[3],'inputTextTokenCount':4}", 4));
  }

  @Test
  void eachTextsOwnFiguresStayItsOwn() {
    String google =
        "{'predictions':[{'embeddings':{'statistics':{'truncated':true,'token_count':5},"
            + "'values':[1]}},{'embeddings':{'values':[2],"
            + "'statistics':{'token_count':6,'truncated':false}}}]}";
    assertEquals(
        "{'predictions':[{'embeddings':{'values':[1],'statistics':"
            + "{'token_count':5,'truncated':true}}},{'embeddings':{'values':[2],'statistics':"
            + "{'token_count':6,'truncated':false}}}]}",
        read(GeminiEmbeddingForm.PREDICT, PREDICT, 2, google, 11));
    assertEquals(
        "{'predictions':[{'embeddings':{'values':[1],'statistics':"
            + "{'token_count':3,'truncated':false}}}]}",
        read(
            GeminiEmbeddingForm.PREDICT,
            EMBED,
            1,
            "{'embedding':{'values':[1]},'usageMetadata':{'promptTokenCount':3}}",
            3));
  }

  @Test
  void tooFewVectorsAreAFault() {
    AnswerTranslator answer = answer(GeminiEmbeddingForm.BATCH, OPENAI, 2);
    byte[] bytes = "{\"data\":[{\"index\":1,\"embedding\":[2]}]}".getBytes(UTF_8);
    see(answer, bytes, 0, bytes.length);
    text(answer.end());
    assertFalse(answer.complete());
    assertNotNull(answer.error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "models/m|true",
        "m|true",
        "publishers/google/models/m|true",
        "models/x|false",
        "xm|false",
        "|false",
      })
  void aModelInTheBodyIsThePathsOrRefused(String name, boolean same) {
    String its = name == null ? "1" : "\"" + name + "\"";
    for (GeminiEmbeddingForm form : List.of(GeminiEmbeddingForm.EMBED, GeminiEmbeddingForm.BATCH)) {
      String one = "{\"model\":" + its + ",\"content\":{\"parts\":[{\"text\":\"a\"}]}}";
      boolean batch = form == GeminiEmbeddingForm.BATCH;
      String body = batch ? "{\"requests\":[" + one + "]}" : one;
      FactsReader reader = new GeminiEmbeddingDialect(form).factsReader(Operation.EMBEDDING);
      ByteBuf bytes = Unpooled.copiedBuffer(body, UTF_8);
      assertNull(reader.see(bytes));
      bytes.release();
      Failure failure = reader.finish("m");
      if (same) {
        assertNull(failure);
        CallFacts facts = reader.facts();
        assertEquals("m", facts.model());
        assertEquals(Capability.EMBEDDING.bit(), facts.requires());
        assertTrue(facts.promptTextBytes() > 0);
      } else {
        assertNotNull(failure);
        assertEquals(batch ? "requests[].model" : "model", failure.param());
      }
    }
  }
}
