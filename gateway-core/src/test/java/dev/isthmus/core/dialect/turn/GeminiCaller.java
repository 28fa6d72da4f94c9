package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Callers who speak generateContent, as the tests of both directions drive them. */
final class GeminiCaller {
  static final GeminiTurnSide SIDE = new GeminiTurnSide();
  static final Translator TO_GEMINI = new TurnTranslator(SIDE, new GeminiSide());

  private GeminiCaller() {}

  /** What a request is read as. */
  record Read(List<TurnEvent> events, TurnSettings settings, List<String> dropped) {}

  /** Reads a request with single quotes in place of double ones. */
  static Read read(String quoted) throws IOException {
    Losses losses = new Losses(LossPolicy.LENIENT, SIDE);
    List<TurnEvent> events = new ArrayList<>();
    ByteBuf body = GeminiTranslation.bytes(GeminiTranslation.json(quoted));
    TurnSettings settings = SIDE.readRequest(body, losses, events::add);
    return new Read(events, settings, losses.names());
  }

  static List<TurnEvent> events(String contents) throws IOException {
    return read("{'contents':" + contents + "}").events();
  }

  static TurnSettings settings(String members) throws IOException {
    return read("{'contents':[{'parts':[{'text':'Hi'}]}]," + members + "}").settings();
  }

  static Failure refusal(String quoted) {
    return assertInstanceOf(Translated.Refused.class, translated(quoted, LossPolicy.LENIENT))
        .failure();
  }

  static Translated translated(String quoted, LossPolicy policy) {
    ByteBuf body = GeminiTranslation.bytes(GeminiTranslation.json(quoted));
    Target target = new Target("gemini-2.5-flash", policy, false);
    Translated translated = TO_GEMINI.request(body, target, UnpooledByteBufAllocator.DEFAULT);
    assertEquals(1, body.refCnt(), "the body is only borrowed");
    body.release();
    return translated;
  }

  /** The request as it goes out to Gemini again. */
  static JsonNode toGemini(String quoted) {
    Translated translated = translated(quoted, LossPolicy.LENIENT);
    ByteBuf out = assertInstanceOf(Translated.Body.class, translated).body();
    return GeminiTranslation.tree(GeminiTranslation.text(out));
  }

  static AnswerContext context(boolean stream) {
    return new AnswerContext(
        stream,
        true,
        "asked-for",
        "smp1",
        1767225600,
        () -> "call_minted",
        UnpooledByteBufAllocator.DEFAULT);
  }

  /** What a caller reads of an answer that says {@code events}. */
  static String written(boolean stream, TurnEvent... events) throws IOException {
    AnswerWriter writer = SIDE.answerWriter(context(stream));
    StringBuilder out = new StringBuilder();
    for (TurnEvent event : events) {
      writer.on(event);
      out.append(GeminiTranslation.text(writer.take()));
    }
    writer.finish();
    return out.append(GeminiTranslation.text(writer.take())).toString();
  }

  /** The records of a stream. */
  static List<JsonNode> records(String stream) {
    List<JsonNode> records = new ArrayList<>();
    for (String record : stream.strip().split("\r\n\r\n", -1)) {
      assertEquals("data: ", record.substring(0, 6));
      assertEquals(-1, record.indexOf('\n'), "one line each");
      records.add(GeminiTranslation.tree(record.substring(6)));
    }
    return records;
  }

  /** The parts of all records or of a document, but for the empty text that ends a stream. */
  static List<JsonNode> parts(List<JsonNode> answers) {
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode answer : answers) {
      for (JsonNode part : answer.at("/candidates/0/content/parts")) {
        if (part.size() > 1 || !part.path("text").asText("-").isEmpty()) {
          parts.add(part);
        }
      }
    }
    return parts;
  }

  /** The sample as it is, line ends included. */
  static byte[] bytes(String sample) throws IOException {
    try (var in = GeminiCaller.class.getResourceAsStream("/samples/" + sample)) {
      return in.readAllBytes();
    }
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
