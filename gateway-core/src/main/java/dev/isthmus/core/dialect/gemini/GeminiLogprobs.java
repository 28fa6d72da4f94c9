package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Logprobs;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@code logprobsResult}: the chosen tokens, and apart from them the likely ones. */
final class GeminiLogprobs {
  private List<ScoredToken> chosen = List.of();
  private final List<List<ScoredToken>> top = new ArrayList<>();

  void read(JsonParser parser, TurnSink sink) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "chosenCandidates" -> chosen = tokens(parser);
            case "topCandidates" -> readTop(parser);
            default -> parser.skipChildren();
          }
        });
    List<ScoredToken> scored = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      ScoredToken token = chosen.get(i);
      List<ScoredToken> others = i < top.size() ? top.get(i) : List.of();
      scored.add(new ScoredToken(token.token(), token.logprob(), others));
    }
    if (!scored.isEmpty()) {
      sink.on(new Logprobs(scored));
    }
  }

  private void readTop(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      List<ScoredToken> step = new ArrayList<>();
      TurnJson.members(
          parser,
          name -> {
            if (name.equals("candidates")) {
              step.addAll(tokens(parser));
            } else {
              parser.skipChildren();
            }
          });
      top.add(step);
    }
  }

  private static List<ScoredToken> tokens(JsonParser parser) throws IOException {
    List<ScoredToken> tokens = new ArrayList<>();
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return tokens;
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      tokens.add(token(parser));
    }
    return tokens;
  }

  private static ScoredToken token(JsonParser parser) throws IOException {
    String[] text = {""};
    double[] logprob = {0};
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "token" -> text[0] = parser.getValueAsString("");
            case "logProbability" -> logprob[0] = parser.getValueAsDouble();
            default -> parser.skipChildren();
          }
        });
    return new ScoredToken(text[0], logprob[0], List.of());
  }
}
