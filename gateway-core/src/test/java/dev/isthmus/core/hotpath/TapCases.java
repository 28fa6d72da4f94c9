package dev.isthmus.core.hotpath;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.dialect.gemini.GeminiDialect;
import dev.isthmus.core.dialect.kserve.Asked;
import dev.isthmus.core.dialect.kserve.KserveDialect;
import dev.isthmus.core.dialect.kserve.KserveGrpcDialect;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Watching answers go by: one chunk of a stream, and whole documents from their first byte on. */
final class TapCases {
  private static final String CHAT_CHUNK =
      "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
          + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"},"
          + "\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";
  private static final String RESPONSES_CHUNK =
      "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
          + "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\" token\"}\n\n";
  private static final String ANTHROPIC_CHUNK =
      "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
          + "\"delta\":{\"type\":\"text_delta\",\"text\":\" token\"}}\n\nevent: message_delta\ndata:"
          + " {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null},"
          + "\"usage\":{\"output_tokens\":15}}\n\n";
  private static final String GEMINI_CHUNK =
      "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\" token\"}]}}],"
          + "\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":2,"
          + "\"totalTokenCount\":7},\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r\"}\r\n\r\n";
  private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(14);
  private static final String CHAT =
      "{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
          + TEXT
          + "\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":10,\"total_tokens\":29}}";
  private static final String MESSAGE =
      "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
          + "\"text\":\""
          + TEXT
          + "\"}],\"stop_reason\":\"end_turn\","
          + "\"usage\":{\"input_tokens\":19,\"output_tokens\":10}}";
  private static final String GENERATED =
      "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\""
          + TEXT
          + "\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":19,"
          + "\"candidatesTokenCount\":10,\"totalTokenCount\":29}}";
  private static final String INFERRED =
      "{\"model_name\":\"m\",\"id\":\"1\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\","
          + "\"shape\":[1,3],\"data\":[0.1,0.2,0.7]}]}";

  private TapCases() {}

  static List<HotPathCase> all() {
    Dialect openAi = new OpenAiDialect();
    Dialect anthropic = new AnthropicDialect();
    Dialect gemini = new GeminiDialect(false);
    return List.of(
        new HotPathCase(
            "chunk-chat",
            0,
            Set.of(
                "UsageTap",
                "StreamTap",
                "AnswerEvents",
                "ChunkEvents",
                "UsageTally",
                "DoneMark",
                "EventRanges",
                "HiddenUsage"),
            () -> chunk(openAi, Operation.CHAT, CHAT_CHUNK)),
        new HotPathCase(
            "chunk-responses",
            0,
            Set.of("ResponseEvents", "ResponseIds"),
            () -> chunk(openAi, Operation.RESPONSE, RESPONSES_CHUNK)),
        new HotPathCase(
            "chunk-anthropic",
            0,
            Set.of("AnthropicEvents", "AnthropicUsage"),
            () -> chunk(anthropic, Operation.CHAT, ANTHROPIC_CHUNK)),
        new HotPathCase(
            "chunk-gemini",
            0,
            Set.of("GeminiEvents", "GeminiRecord", "GeminiTally"),
            () -> chunk(gemini, Operation.CHAT, GEMINI_CHUNK)),
        new HotPathCase(
            "answer-chat",
            0,
            Set.of("WholeTap", "DocumentTap", "AnswerDocument", "OpenAiDocument"),
            () -> document(openAi, CHAT)),
        new HotPathCase(
            "answer-anthropic", 0, Set.of("AnthropicDocument"), () -> document(anthropic, MESSAGE)),
        new HotPathCase(
            "answer-gemini", 0, Set.of("GeminiDocument"), () -> document(gemini, GENERATED)),
        new HotPathCase(
            "answer-kserve",
            2_696,
            Set.of("InferTap", "InferDocument"),
            () -> document(new KserveDialect(Asked.READY), INFERRED)),
        new HotPathCase(
            "answer-kserve-grpc",
            80,
            Set.of("MessageTap"),
            () -> document(new KserveGrpcDialect(Asked.READY), INFERRED)));
  }

  private static LongSupplier chunk(Dialect dialect, Operation operation, String text) {
    UsageTap tap = dialect.tap(operation, true, UsageEvents.DROP);
    ByteBuf chunk = AllocationMeter.direct(text.getBytes(UTF_8));
    tap.see(chunk);
    if (tap.error() != null || !tap.contentSeen()) {
      throw new AssertionError("no sound chunk: " + tap.error());
    }
    return () -> {
      tap.see(chunk);
      return tap.contentBytes();
    };
  }

  private static LongSupplier document(Dialect dialect, String text) {
    ByteBuf body = AllocationMeter.direct(text.getBytes(UTF_8));
    return () -> {
      UsageTap tap = dialect.tap(Operation.CHAT, false, UsageEvents.DROP);
      tap.see(body);
      tap.end();
      if (!tap.complete()) {
        throw new AssertionError("no whole answer: " + tap.error());
      }
      tap.release();
      return body.readableBytes();
    };
  }
}
