package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as records of {@code streamGenerateContent?alt=sse}. Finish reasons and usage
 * wait for the last record, because only then is nothing left to come; there is no end mark.
 */
final class GeminiTurnStreamWriter implements AnswerWriter {
  private static final List<GeminiTurnAnswerPart> NO_TEXT = List.of(GeminiTurnAnswerPart.EMPTY);

  private final AnswerContext context;
  private final Map<Integer, GeminiTurnChoice> choices = new TreeMap<>();
  private int current;
  private @Nullable Usage usage;
  private @Nullable ByteBuf out;

  GeminiTurnStreamWriter(AnswerContext context) {
    this.context = context;
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Speaker speaker) {
      current = speaker.choice();
      choice();
    } else if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
    } else if (event instanceof TurnEvent.Logprobs logprobs) {
      write(NO_TEXT, logprobs.tokens());
    } else {
      List<GeminiTurnAnswerPart> parts = choice().on(event);
      if (!parts.isEmpty()) {
        write(parts, List.of());
      }
    }
  }

  @Override
  public void finish() throws IOException {
    record(
        json -> {
          for (Map.Entry<Integer, GeminiTurnChoice> choice : choices.entrySet()) {
            String reason = choice.getValue().finishReason();
            GeminiTurnJson.candidate(json, choice.getKey(), NO_TEXT, List.of(), reason);
          }
        },
        usage);
  }

  @Override
  public ByteBuf take() {
    ByteBuf taken = out;
    out = null;
    return taken == null ? Unpooled.EMPTY_BUFFER : taken;
  }

  private GeminiTurnChoice choice() {
    return choices.computeIfAbsent(current, index -> new GeminiTurnChoice());
  }

  private void write(List<GeminiTurnAnswerPart> parts, List<ScoredToken> tokens)
      throws IOException {
    record(json -> GeminiTurnJson.candidate(json, current, parts, tokens, null), null);
  }

  /** Writes one record, or nothing: a broken one never reaches the caller. */
  private void record(Candidates candidates, @Nullable Usage counted) throws IOException {
    ByteBuf to = out();
    int start = to.writerIndex();
    ByteBufUtil.writeAscii(to, "data: ");
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(to)) {
      json.writeStartObject();
      json.writeArrayFieldStart("candidates");
      candidates.write(json);
      json.writeEndArray();
      GeminiTurnJson.rest(json, context, counted);
      json.writeEndObject();
      whole = true;
    } finally {
      if (!whole) {
        to.writerIndex(start);
      }
    }
    ByteBufUtil.writeAscii(to, "\r\n\r\n");
  }

  private ByteBuf out() {
    ByteBuf to = out;
    if (to == null) {
      to = context.allocator().buffer();
      out = to;
    }
    return to;
  }

  /** Writes the candidates of a record. */
  @FunctionalInterface
  private interface Candidates {
    void write(JsonGenerator json) throws IOException;
  }
}
