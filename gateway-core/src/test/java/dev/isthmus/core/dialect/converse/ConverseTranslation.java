package dev.isthmus.core.dialect.converse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.dialect.turn.TurnTranslator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** OpenAI chat to Converse and back, as the tests of both directions drive it. */
final class ConverseTranslation {
  static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  static final String NOVA = "us.amazon.nova-2-lite-v1:0";
  static final String GPT_OSS = "openai.gpt-oss-120b-1:0";
  static final String LLAMA = "meta.llama3-3-70b-instruct-v1:0";
  static final String UNKNOWN =
      "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/x";

  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final Translator TRANSLATOR =
      new TurnTranslator(new ChatTurnSide(), new ConverseSide());

  private ConverseTranslation() {}

  /** What becomes of a request, with the body as text; checks that no buffer is left. */
  record Result(Translated translated, String json) {
    JsonNode tree() {
      return ConverseTranslation.tree(json);
    }

    List<String> dropped() {
      return assertInstanceOf(Translated.Body.class, translated).dropped();
    }

    Failure failure() {
      return assertInstanceOf(Translated.Refused.class, translated).failure();
    }
  }

  static Target target(String model, LossPolicy policy) {
    return new Target(model, policy, false);
  }

  static Result request(String text, String model, LossPolicy policy) {
    ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    Translated translated =
        TRANSLATOR.request(body, target(model, policy), UnpooledByteBufAllocator.DEFAULT);
    assertEquals(1, body.refCnt(), "the body is only borrowed");
    body.release();
    String json = "";
    if (translated instanceof Translated.Body done) {
      json = done.body().toString(StandardCharsets.UTF_8);
      done.body().release();
      assertEquals(0, done.body().refCnt());
    }
    return new Result(translated, json);
  }

  static Result lenient(String body) {
    return request(body, CLAUDE, LossPolicy.LENIENT);
  }

  /** A request of one user message and {@code members}. */
  static String asking(String members) {
    return json("{'messages':[{'role':'user','content':'Hi'}]," + members + "}");
  }

  static AnswerTranslator answer(boolean stream) {
    return answer(stream, CLAUDE);
  }

  static AnswerTranslator answer(boolean stream, String model) {
    int[] minted = {0};
    return TRANSLATOR.answer(
        new AnswerContext(
            stream,
            true,
            "asked-for",
            model,
            "smp1",
            1767225600,
            () -> "call_" + minted[0]++,
            UnpooledByteBufAllocator.DEFAULT,
            Asked.NOTHING));
  }

  /** Feeds some bytes and returns what they yield. */
  static String see(AnswerTranslator answer, byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.copiedBuffer(bytes, from, to - from);
    String yielded = text(answer.see(part));
    assertEquals(1, part.refCnt(), "the part is only borrowed");
    part.release();
    return yielded;
  }

  static String whole(AnswerTranslator answer, byte[] bytes) {
    return see(answer, bytes, 0, bytes.length) + text(answer.end());
  }

  static Failure errorOf(AnswerTranslator answer) {
    return Objects.requireNonNull(answer.error());
  }

  static String text(ByteBuf owned) {
    String text = owned.toString(StandardCharsets.UTF_8);
    owned.release();
    return text;
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  /** A JSON document from text with single quotes in place of double ones. */
  static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  static String sample(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  static byte[] bytes(String path) {
    try (InputStream in = ConverseTranslation.class.getResourceAsStream("/samples/" + path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
