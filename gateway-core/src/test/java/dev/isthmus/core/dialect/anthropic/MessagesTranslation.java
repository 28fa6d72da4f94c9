package dev.isthmus.core.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
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

/** Anthropic's Messages to Gemini and back, as the tests of both directions drive it. */
final class MessagesTranslation {
  static final String MODEL = "gemini-2.5-flash";

  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  static final Translator TRANSLATOR = new TurnTranslator(new MessagesTurnSide(), new GeminiSide());

  private MessagesTranslation() {}

  /** What becomes of a request, with the body as text; checks that no buffer is left. */
  record Result(Translated translated, String json) {
    JsonNode tree() {
      return MessagesTranslation.tree(json);
    }

    List<String> dropped() {
      return assertInstanceOf(Translated.Body.class, translated).dropped();
    }

    Failure failure() {
      return assertInstanceOf(Translated.Refused.class, translated).failure();
    }
  }

  static Result request(String text, String model, LossPolicy policy) {
    ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    Translated translated =
        TRANSLATOR.request(
            body, new Target(model, policy, false), UnpooledByteBufAllocator.DEFAULT);
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
    return request(body, MODEL, LossPolicy.LENIENT);
  }

  /** A request of {@code messages}. */
  static String saying(String messages) {
    return json("{'model':'m','max_tokens':4096,'messages':[" + messages + "]}");
  }

  /** A request of one user message and {@code members}, which begin with a comma. */
  static String asking(String members) {
    return json(
        "{'model':'m','max_tokens':4096,'messages':[{'role':'user','content':'Hi'}]"
            + members
            + "}");
  }

  static JsonNode config(String members) {
    return lenient(asking(members)).tree().path("generationConfig");
  }

  static AnswerContext context(boolean stream) {
    int[] minted = {0};
    return new AnswerContext(
        stream,
        true,
        "asked-for",
        "smp1",
        1767225600,
        () -> "call_" + minted[0]++,
        UnpooledByteBufAllocator.DEFAULT);
  }

  static AnswerTranslator answer(boolean stream) {
    return TRANSLATOR.answer(context(stream));
  }

  /** Feeds {@code part} and returns what it yields. */
  static String see(AnswerTranslator answer, byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.copiedBuffer(bytes, from, to - from);
    String yielded = text(answer.see(part));
    assertEquals(1, part.refCnt(), "the part is only borrowed");
    part.release();
    return yielded;
  }

  static String whole(AnswerTranslator answer, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return see(answer, bytes, 0, bytes.length) + text(answer.end());
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

  /** A recorded request or answer, with LF at the line ends. */
  static String sample(String path) {
    try (InputStream in = MessagesTranslation.class.getResourceAsStream("/samples/" + path)) {
      byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
