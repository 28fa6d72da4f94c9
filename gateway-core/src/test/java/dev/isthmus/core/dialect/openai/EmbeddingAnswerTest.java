package dev.isthmus.core.dialect.openai;

import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.COHERE;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.EMBED_CONTENT;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.PREDICT;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.TITAN;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.answer;
import static dev.isthmus.core.dialect.openai.EmbeddingTranslation.translated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmbeddingAnswerTest {
  private static final String TITAN_ANSWER =
      "{'embedding':[-0.5,1e-3],'embeddingsByType':{'float':[-0.5,1e-3]},"
          + "'inputTextTokenCount':7}";

  @Test
  void googlesRecordedAnswerAtEverySplit() {
    byte[] bytes = Samples.bytes("vertex-ai/embed.response.json");
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(PREDICT, 1, false);
      assertFalse(answer.complete());
      assertEquals(written("[0.6,0.8]", "1"), translated(answer, bytes, split).replace('"', '\''));
      assertTrue(answer.complete());
      assertTrue(answer.contentSeen());
      assertNull(answer.error());
      assertEquals(Usage.reported(1, 0, 0, 0, 0), answer.usage());
    }
  }

  private static String written(String vector, String tokens) {
    return "{'object':'list','data':[{'object':'embedding','index':0,'embedding':"
        + vector
        + "}],'model':'asked-for','usage':{'prompt_tokens':"
        + tokens
        + ",'total_tokens':"
        + tokens
        + "}}";
  }

  @Test
  void titansAnswerAtEverySplit() {
    byte[] bytes = bytes(TITAN_ANSWER);
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(TITAN, 1, false);
      assertEquals(
          written("[-0.5,1e-3]", "7"), translated(answer, bytes, split).replace('"', '\''));
    }
  }

  @Test
  void cohereCountsInAHeader() {
    for (String vectors : new String[] {"[[1,2],[3]]", "{'int8':[[9]],'float':[[1,2],[3]]}"}) {
      AnswerTranslator answer = answer(COHERE, 2, false);
      answer.head(head("12"));
      assertEquals(
          "{'object':'list','data':[{'object':'embedding','index':0,'embedding':[1,2]},"
              + "{'object':'embedding','index':1,'embedding':[3]}],'model':'asked-for',"
              + "'usage':{'prompt_tokens':12,'total_tokens':12}}",
          whole(answer, "{'id':'x','embeddings':" + vectors + ",'texts':['a','b']}"));
      assertEquals(Usage.reported(12, 0, 0, 0, 0), answer.usage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "many", "1234567890123"})
  void aCountThatIsNoneIsSilence(String header) {
    AnswerTranslator answer = answer(COHERE, 1, false);
    answer.head(head(header));
    assertEquals(
        "{'object':'list','data':[{'object':'embedding','index':0,'embedding':[1]}],"
            + "'model':'asked-for'}",
        whole(answer, "{'embeddings':[[1]]}"));
    assertNull(answer.usage());
  }

  @Test
  void googlesTokensAreSummedAndItsNewerFormIsRead() {
    AnswerTranslator many = answer(PREDICT, 2, false);
    String prediction =
        "{'embeddings':{'statistics':{'truncated':false,'token_count':4},'values':[1.5]}}";
    whole(many, "{'predictions':[" + prediction + "," + prediction + "],'metadata':{'x':[1]}}");
    assertEquals(Usage.reported(8, 0, 0, 0, 0), many.usage());
    AnswerTranslator one = answer(EMBED_CONTENT, 1, false);
    assertEquals(
        written("[0.25]", "3"),
        whole(
            one,
            "{'embedding':{'values':[0.25]},'usageMetadata':{'promptTokenCount':3},"
                + "'truncated':false}"));
  }

  /** A number that passes through double or float would not come out as it went in. */
  @Test
  void numbersPassAsTheyWereWritten() {
    String vector = "[0.1000000000000000055511151231257827,-1E-40,3.0,0]";
    assertEquals(
        written(vector, "7"),
        whole(
            answer(TITAN, 1, false),
            TITAN_ANSWER.replace("[-0.5,1e-3],'embeddingsByType':{'float':[-0.5,1e-3]}", vector)));
  }

  /** The first is nearer to one float in decimal, and to its neighbour once it is a double. */
  @Test
  void base64HoldsTheNearestFloats() {
    String[] numbers = {"1.00000017881393432617187499", "-0.5", "1e-3", "3.4028235e38", "0"};
    AnswerTranslator answer = answer(TITAN, 1, true);
    String json =
        whole(answer, "{'embedding':[" + String.join(", ", numbers) + "],'inputTextTokenCount':1}");
    String packed = json.replaceAll(".*'embedding':'([^']*)'.*", "$1");
    ByteBuffer floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(packed)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(numbers.length * Float.BYTES, floats.remaining());
    assertEquals(1.0000001f, floats.getFloat());
    for (int i = 1; i < numbers.length; i++) {
      assertEquals(Float.parseFloat(numbers[i]), floats.getFloat(), numbers[i]);
    }
  }

  /** The recorded pair: OpenAI's own base64 of 0.6 and 0.8. */
  @Test
  void base64IsOpenAisOwn() {
    String json = whole(answer(TITAN, 1, true), "{'embedding':[0.6,0.8],'inputTextTokenCount':1}");
    assertTrue(json.contains("'embedding':'mpkZP83MTD8='"), json);
    assertTrue(Samples.text("openai/embeddings.response.json").contains("mpkZP83MTD8="));
  }

  @Test
  void aLongVectorIsPackedWhole() {
    String vector = "[0.5" + ",0.5".repeat(5_000) + "]";
    String json =
        whole(answer(TITAN, 1, true), "{'embedding':" + vector + ",'inputTextTokenCount':1}");
    String packed = json.replaceAll(".*'embedding':'([^']*)'.*", "$1");
    assertEquals(5_001 * Float.BYTES, Base64.getDecoder().decode(packed).length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "amazon.titan-embed-text-v2:0|{}",
        "amazon.titan-embed-text-v2:0|[]",
        "amazon.titan-embed-text-v2:0|{'embedding':[1]",
        "amazon.titan-embed-text-v2:0|{'embedding':[1]}{}",
        "amazon.titan-embed-text-v2:0|{'embedding':['a']}",
        "amazon.titan-embed-text-v2:0|{'embedding':[null]}",
        "amazon.titan-embed-text-v2:0|{'embedding':7}",
        "cohere.embed-multilingual-v3|{'embeddings':[[1],[2]]}",
        "cohere.embed-multilingual-v3|{'embeddings':'x'}",
        "text-embedding-005|{'predictions':[]}",
        "text-embedding-005|{'predictions':{}}",
        "text-embedding-005|{'predictions':[{'embeddings':[1]}]}",
        "text-embedding-005|<html>"
      })
  void whatIsNoAnswerIsMalformed(String model, String body) {
    AnswerTranslator answer = answer(model, 1, false);
    assertEquals("", whole(answer, body));
    Failure error = Objects.requireNonNull(answer.error());
    assertEquals(FailureKind.MALFORMED, error.kind());
    assertEquals(Failure.Retry.UNANSWERED, error.retry());
    assertFalse(answer.complete());
    assertFalse(answer.contentSeen());
  }

  @Test
  void anAnswerIsBounded() {
    AnswerTranslator answer = answer(TITAN, 1, false);
    ByteBuf mebibyte = Unpooled.wrappedBuffer(new byte[1 << 20]);
    for (int i = 0; i < 32; i++) {
      answer.see(mebibyte);
    }
    assertNull(answer.error());
    answer.see(mebibyte);
    assertEquals(FailureKind.MALFORMED, Objects.requireNonNull(answer.error()).kind());
    assertEquals("", EmbeddingTranslation.text(answer.end()));
  }

  private static String whole(AnswerTranslator answer, String quoted) {
    return translated(answer, bytes(quoted), 0).replace('"', '\'');
  }

  private static byte[] bytes(String quoted) {
    return quoted.replace('\'', '"').getBytes(UTF_8);
  }

  private static HeaderView head(String tokens) {
    Map<String, String> headers = Map.of("x-amzn-bedrock-input-token-count", tokens);
    return new HeaderView() {
      @Override
      public @Nullable String get(String name) {
        return headers.get(name);
      }

      @Override
      public void forEach(BiConsumer<String, String> visitor) {
        headers.forEach(visitor);
      }
    };
  }
}
