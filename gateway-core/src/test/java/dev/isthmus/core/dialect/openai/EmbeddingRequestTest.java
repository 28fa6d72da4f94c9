package dev.isthmus.core.dialect.openai;

import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.COHERE;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.EMBED_CONTENT;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.PREDICT;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.TITAN;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.refused;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.request;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Translated;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmbeddingRequestTest {
  private static final String TWO = "{'model':'m','input':['one','two'],'dimensions':2}";
  private static final String ONE = "{'model':'m','input':'one','dimensions':256}";

  @Test
  void googlePredictsForManyTexts() {
    assertEquals(
        "{'instances':[{'content':'one'},{'content':'two'}],"
            + "'parameters':{'autoTruncate':false,'outputDimensionality':2}}",
        written(PREDICT, TWO));
    assertEquals(
        "{'instances':[{'content':'one'}],'parameters':{'autoTruncate':false}}",
        written(PREDICT, "{'model':'m','input':'one'}"));
  }

  @Test
  void googlesNewerModelsTakeOneText() {
    assertEquals(
        "{'content':{'parts':[{'text':'one'}]},"
            + "'embedContentConfig':{'autoTruncate':false,'outputDimensionality':256}}",
        written(EMBED_CONTENT, ONE));
    assertUnsupported("input", refused(EMBED_CONTENT, TWO));
  }

  @Test
  void titanTakesOneText() {
    assertEquals("{'inputText':'one','dimensions':256}", written(TITAN, ONE));
    assertEquals("{'inputText':'a'}", written(TITAN, "{'model':'m','input':['a']}"));
    assertUnsupported("input", refused(TITAN, TWO));
  }

  @Test
  void cohereTakesManyTextsAndNoDimensions() {
    assertEquals(
        "{'texts':['one','two'],'input_type':'search_document'}",
        written(COHERE, "{'model':'m','input':['one','two']}"));
    assertUnsupported("dimensions", refused(COHERE, ONE));
    String most = "{'model':'m','input':['a'" + ",'a'".repeat(95) + "]}";
    assertEquals(96, written(COHERE, most).split("'a'", -1).length - 1);
    assertUnsupported("input", refused(COHERE, most.replace("]}", ",'b']}")));
  }

  @Test
  void textsPassByteByByte() {
    String text = "\\u00e9\u00e9 \\n\\\\ \\/ \ud83d\ude00";
    assertEquals("{'inputText':'" + text + "'}", written(TITAN, "{'input':'" + text + "'}"));
  }

  @Test
  void whatTheAnswerDependsOnIsKept() {
    assertEquals(new Asked(2, false), asked("{'input':['a','b']}"));
    assertEquals(new Asked(1, true), asked("{'input':'a','encoding_format':'base64'}"));
    assertEquals(new Asked(1, false), asked("{'input':'a','encoding_format':'float'}"));
    assertEquals(new Asked(1, false), asked("{'input':'a','encoding_format':null}"));
  }

  private static Asked asked(String body) {
    Translated.Body translated =
        assertInstanceOf(Translated.Body.class, request(PREDICT, LossPolicy.LENIENT, body));
    translated.body().release();
    assertEquals("application/json", translated.contentType());
    return translated.asked();
  }

  @Test
  void whatIsLostIsNamedOrRefused() {
    String body = "{'input':'a','user':'u','input_type':'query','other':null}";
    Translated.Body translated =
        assertInstanceOf(Translated.Body.class, request(PREDICT, LossPolicy.LENIENT, body));
    translated.body().release();
    assertEquals(List.of("user", "input_type"), translated.dropped());
    Translated strict = request(PREDICT, LossPolicy.STRICT, body);
    assertUnsupported("user", assertInstanceOf(Translated.Refused.class, strict).failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2,3]", "[[1,2],[3]]", "['a',[1]]", "7"})
  void tokensAreNoTexts(String input) {
    Failure failure = refused(PREDICT, "{'input':" + input + "}");
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(Failure.Origin.CLIENT, failure.origin());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'input':''}|input",
        "{'input':[]}|input",
        "{'input':['a','']}|input[1]",
        "{'input':['a',null]}|input[1]",
        "{'input':{'text':'a'}}|input",
        "{'input':null}|input",
        "{}|input",
        "{'input':'a','input':'b'}|input",
        "{'input':'a','dimensions':0}|dimensions",
        "{'input':'a','dimensions':2.5}|dimensions",
        "{'input':'a','dimensions':'2'}|dimensions",
        "{'input':'a','encoding_format':'int8'}|encoding_format",
        "{'input':'a','encoding_format':1}|encoding_format",
        "[]|body",
        "{'input':'a'}{}|body"
      })
  void whatIsWrongIsNamed(String body, String param) {
    Failure failure = refused(PREDICT, body);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  @Test
  void aBrokenBodyIsNotQuoted() {
    Failure failure = refused(PREDICT, "{'input':'secret words','x':}");
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertFalse(failure.detail().contains("secret"));
  }

  @Test
  void textsAreBounded() {
    String most = "{'input':['a'" + ",'a'".repeat(2047) + "]}";
    assertEquals(2048, asked(most).items());
    assertEquals("input", refused(PREDICT, most.replace("]}", ",'a']}")).param());
  }

  private static void assertUnsupported(String param, Failure failure) {
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(param, failure.param());
  }
}
