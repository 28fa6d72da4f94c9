package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.DocumentWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes an answer as one response object, when all of it is known. */
final class GeminiTurnDocumentWriter extends DocumentWriter {
  private final Map<Integer, Candidate> candidates = new TreeMap<>();
  private int current;
  private @Nullable Usage usage;

  GeminiTurnDocumentWriter(AnswerContext context) {
    super(context);
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Speaker speaker) {
      current = speaker.choice();
      candidate();
    } else if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
    } else if (event instanceof TurnEvent.Logprobs logprobs) {
      candidate().tokens.addAll(logprobs.tokens());
    } else {
      Candidate candidate = candidate();
      candidate.parts.addAll(candidate.choice.on(event));
    }
  }

  private Candidate candidate() {
    return candidates.computeIfAbsent(current, index -> new Candidate());
  }

  @Override
  protected void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("candidates");
    for (Map.Entry<Integer, Candidate> entry : candidates.entrySet()) {
      Candidate candidate = entry.getValue();
      GeminiTurnJson.candidate(
          json, entry.getKey(), candidate.parts, candidate.tokens, candidate.choice.finishReason());
    }
    json.writeEndArray();
    GeminiTurnJson.rest(json, context, usage);
    json.writeEndObject();
  }

  /** One candidate as far as it has come. */
  private static final class Candidate {
    private final GeminiTurnChoice choice = new GeminiTurnChoice();
    private final List<GeminiTurnAnswerPart> parts = new ArrayList<>();
    private final List<ScoredToken> tokens = new ArrayList<>();
  }
}
