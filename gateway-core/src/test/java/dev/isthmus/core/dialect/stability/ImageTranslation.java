package dev.isthmus.core.dialect.stability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.openai.ImageTranslator;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.Translator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/** OpenAI's images to Stability AI and back, as the tests of both directions drive it. */
final class ImageTranslation {
  private static final Translator TRANSLATOR = new ImageTranslator(new StabilitySide());

  private ImageTranslation() {}

  /** A request in the provider's words. */
  record Form(String type, String text, List<String> dropped) {}

  /** Translates for {@code model}; single quotes stand for double ones. No buffer is left. */
  static Translated request(String model, LossPolicy policy, String quoted) {
    ByteBuf body = Unpooled.copiedBuffer(quoted.replace('\'', '"'), UTF_8);
    Translated translated =
        TRANSLATOR.request(
            body, new Target(model, policy, false), UnpooledByteBufAllocator.DEFAULT);
    assertEquals(1, body.refCnt(), "the body is only borrowed");
    body.release();
    return translated;
  }

  static Form form(String model, String quoted) {
    Translated translated = request(model, LossPolicy.LENIENT, quoted);
    Translated.Body body = assertInstanceOf(Translated.Body.class, translated);
    return new Form(body.contentType(), text(body.body()), body.dropped());
  }

  static Failure refused(String model, LossPolicy policy, String quoted) {
    return assertInstanceOf(Translated.Refused.class, request(model, policy, quoted)).failure();
  }

  static AnswerTranslator answer() {
    return TRANSLATOR.answer(
        new AnswerContext(
            false,
            false,
            "asked-for",
            "asked-for",
            "smp1",
            1767225600,
            () -> "call_1",
            UnpooledByteBufAllocator.DEFAULT,
            new Asked(1, true)));
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
    part.release();
  }

  private static String text(ByteBuf owned) {
    String text = owned.toString(UTF_8);
    owned.release();
    return text;
  }
}
