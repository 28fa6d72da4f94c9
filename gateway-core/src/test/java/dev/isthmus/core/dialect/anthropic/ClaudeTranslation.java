package dev.isthmus.core.dialect.anthropic;

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

/** OpenAI chat to Claude and back, as the tests of both directions drive it. */
final class ClaudeTranslation {
  static final String MODEL = "claude-sonnet-4-5";

  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private ClaudeTranslation() {}

  /** What becomes of a request, with the body as text; checks that no buffer is left. */
  record Result(Translated translated, String json) {
    JsonNode tree() {
      assertInstanceOf(Translated.Body.class, translated);
      return ClaudeTranslation.tree(json);
    }

    List<String> dropped() {
      return assertInstanceOf(Translated.Body.class, translated).dropped();
    }

    Failure failure() {
      return assertInstanceOf(Translated.Refused.class, translated).failure();
    }
  }

  static Translator translator(ClaudeSide.Form form) {
    return new TurnTranslator(new ChatTurnSide(), new ClaudeSide(form));
  }

  static Result request(String body, Target target) {
    return request(bytes(body), ClaudeSide.Form.DIRECT, target);
  }

  /** Frees {@code body}. */
  static Result request(ByteBuf body, ClaudeSide.Form form, Target target) {
    Translated translated =
        translator(form).request(body, target, UnpooledByteBufAllocator.DEFAULT);
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

  static Result lenient(String body, String model) {
    return request(body, new Target(model, LossPolicy.LENIENT, false));
  }

  static Result lenient(String body) {
    return lenient(body, MODEL);
  }

  static Result strict(String body, String model) {
    return request(body, new Target(model, LossPolicy.STRICT, false));
  }

  /** A request of one user message and {@code members}, in single quotes. */
  static String asking(String members) {
    return json(
        "{'model':'m','messages':[{'role':'user','content':'Hi'}]"
            + (members.isEmpty() ? "" : "," + members)
            + "}");
  }

  /** A request of {@code messages}, in single quotes and without the array's brackets. */
  static String saying(String messages) {
    return json("{'messages':[" + messages + "]}");
  }

  static AnswerTranslator answer(boolean stream, boolean includeUsage) {
    int[] minted = {0};
    return translator(ClaudeSide.Form.DIRECT)
        .answer(
            new AnswerContext(
                stream,
                includeUsage,
                "asked-for",
                "smp1",
                1767225600,
                () -> "call_" + minted[0]++,
                UnpooledByteBufAllocator.DEFAULT));
  }

  /** Feeds some of {@code bytes} and returns what they yield. */
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

  static Failure errorOf(AnswerTranslator answer) {
    return Objects.requireNonNull(answer.error());
  }

  static JsonNode document(String claudesAnswer) {
    return tree(whole(answer(false, false), claudesAnswer));
  }

  static String text(ByteBuf owned) {
    String text = owned.toString(StandardCharsets.UTF_8);
    owned.release();
    return text;
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
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

  static JsonNode quoted(String quoted) {
    return tree(json(quoted));
  }

  static String sample(String path) {
    try (InputStream in = ClaudeTranslation.class.getResourceAsStream("/samples/" + path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
