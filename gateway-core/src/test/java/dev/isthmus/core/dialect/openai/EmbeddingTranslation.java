package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.converse.InvokeEmbeddingSide;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingSide;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.EmbeddingTranslator;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.Translator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

/** OpenAI's embeddings to other providers and back, as the tests of both directions drive it. */
final class EmbeddingTranslation {
  static final String PREDICT = "text-embedding-005";
  static final String EMBED_CONTENT = "gemini-embedding-2-preview";
  static final String TITAN = "amazon.titan-embed-text-v2:0";
  static final String COHERE = "cohere.embed-multilingual-v3";

  private EmbeddingTranslation() {}

  private static Translator translator(String model) {
    boolean google = model.equals(PREDICT) || model.equals(EMBED_CONTENT);
    return new EmbeddingTranslator(
        new EmbeddingTurnSide(), google ? new GeminiEmbeddingSide() : new InvokeEmbeddingSide());
  }

  /** Translates for {@code model}; single quotes stand for double ones. No buffer is left. */
  static Translated request(String model, LossPolicy policy, String quoted) {
    ByteBuf body = Unpooled.copiedBuffer("?" + quoted.replace('\'', '"'), UTF_8);
    body.skipBytes(1); // what is before the body's first byte is not the body's
    Translated translated =
        translator(model)
            .request(body, new Target(model, policy, false), UnpooledByteBufAllocator.DEFAULT);
    assertEquals(1, body.refCnt(), "the body is only borrowed");
    body.release();
    return translated;
  }

  static String written(String model, String quoted) {
    Translated translated = request(model, LossPolicy.LENIENT, quoted);
    ByteBuf body = assertInstanceOf(Translated.Body.class, translated).body();
    return text(body).replace('"', '\'');
  }

  static Failure refused(String model, String quoted) {
    return assertInstanceOf(Translated.Refused.class, request(model, LossPolicy.LENIENT, quoted))
        .failure();
  }

  static AnswerTranslator answer(String model, int texts, boolean base64) {
    return translator(model)
        .answer(
            new AnswerContext(
                false,
                false,
                "asked-for",
                "asked-for",
                "smp1",
                1767225600,
                () -> "call_1",
                UnpooledByteBufAllocator.DEFAULT,
                new Asked(texts, base64)));
  }

  /** The whole of an answer that comes in two parts. */
  static String translated(AnswerTranslator answer, byte[] bytes, int split) {
    see(answer, bytes, 0, split);
    see(answer, bytes, split, bytes.length);
    return text(answer.end());
  }

  private static void see(AnswerTranslator answer, byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.copiedBuffer(bytes, from, to - from);
    assertEquals("", text(answer.see(part)));
    assertEquals(1, part.refCnt(), "the part is only borrowed");
    part.release();
  }

  static String text(ByteBuf owned) {
    String text = owned.toString(UTF_8);
    owned.release();
    return text;
  }
}
