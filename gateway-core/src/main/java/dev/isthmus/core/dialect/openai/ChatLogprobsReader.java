package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Logprobs;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a choice's {@code logprobs}. */
final class ChatLogprobsReader {

  private ChatLogprobsReader() {}

  /** Reads the value that the parser stands on; null where it scores no token of the text. */
  static @Nullable Logprobs read(JsonParser parser) throws IOException {
    List<ScoredToken> scored = new ArrayList<>();
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            if (name.equals("content")) {
              readTokens(parser, scored);
            } else {
              parser.skipChildren();
            }
          });
    }
    return scored.isEmpty() ? null : new Logprobs(scored);
  }

  private static void readTokens(JsonParser parser, List<ScoredToken> to) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.hasToken(JsonToken.START_OBJECT)) {
        to.add(token(parser));
      } else {
        parser.skipChildren();
      }
    }
  }

  private static ScoredToken token(JsonParser parser) throws IOException {
    String[] text = {""};
    double[] logprob = {0};
    List<ScoredToken> others = new ArrayList<>();
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "token" -> text[0] = parser.getValueAsString("");
            case "logprob" -> logprob[0] = parser.getValueAsDouble();
            case "top_logprobs" -> readTokens(parser, others);
            default -> {}
          }
          parser.skipChildren();
        });
    return new ScoredToken(text[0], logprob[0], others);
  }
}
