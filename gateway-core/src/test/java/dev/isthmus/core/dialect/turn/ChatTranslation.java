package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.openai.ChatSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.List;

/** To chat as providers speak it, and back to chat as callers do. */
final class ChatTranslation {
  static final ChatTurnSide CALLER = new ChatTurnSide();
  static final ChatSide PROVIDER = new ChatSide(true);
  static final Translator TRANSLATOR = new TurnTranslator(CALLER, PROVIDER);

  private ChatTranslation() {}

  /** What a sieve lets through of {@code events}, written for {@code target}. */
  static String write(Target target, List<TurnEvent> events, TurnSettings settings)
      throws IOException {
    return write(PROVIDER, target, events, settings);
  }

  static String write(ChatSide side, Target target, List<TurnEvent> events, TurnSettings settings)
      throws IOException {
    Losses losses = new Losses(target.policy(), CALLER);
    RequestWriter writer = side.requestWriter(target, losses, UnpooledByteBufAllocator.DEFAULT);
    Sieve sieve = new Sieve(side.carriage(target.model()), losses, writer);
    ByteBuf written = null;
    try {
      for (TurnEvent event : events) {
        sieve.on(event);
      }
      written = writer.finish(sieve.sifted(settings));
      return GeminiTranslation.text(written.retain());
    } finally {
      if (written == null) {
        writer.discard();
      } else {
        written.release();
        assertEquals(0, written.refCnt());
      }
    }
  }

  static Translated translate(String body, Target target) {
    ByteBuf bytes = GeminiTranslation.bytes(body);
    Translated translated = TRANSLATOR.request(bytes, target, UnpooledByteBufAllocator.DEFAULT);
    assertEquals(1, bytes.refCnt(), "the body is only borrowed");
    bytes.release();
    return translated;
  }

  static JsonNode request(String body, String model) {
    return GeminiTranslation.tree(requestText(body, model));
  }

  static String requestText(String body, String model) {
    Translated translated = translate(body, new Target(model, LossPolicy.LENIENT, false));
    return GeminiTranslation.text(assertInstanceOf(Translated.Body.class, translated).body());
  }

  static List<String> dropped(String body, String model) {
    Translated.Body done =
        assertInstanceOf(
            Translated.Body.class, translate(body, new Target(model, LossPolicy.LENIENT, false)));
    done.body().release();
    return done.dropped();
  }

  static Failure refusal(String body, Target target) {
    return assertInstanceOf(Translated.Refused.class, translate(body, target)).failure();
  }

  static AnswerTranslator answer(boolean stream) {
    int[] minted = {0};
    return TRANSLATOR.answer(
        new AnswerContext(
            stream,
            true,
            "asked-for",
            "smp1",
            1767225600,
            () -> "call_" + minted[0]++,
            UnpooledByteBufAllocator.DEFAULT));
  }
}
