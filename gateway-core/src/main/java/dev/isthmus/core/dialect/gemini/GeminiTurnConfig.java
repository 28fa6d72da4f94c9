package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code generationConfig}. */
final class GeminiTurnConfig {
  private static final String PARAM = GeminiTurnField.GENERATION_CONFIG.key();
  private static final int MAX_STOPS = 5;
  private static final int MAX_TOP_LOGPROBS = 20;

  private final JsonParser parser;
  private final Losses losses;
  private final GeminiTurnFormat format;
  private final GeminiTurnThinking thinking;
  private final Map<String, Double> numbers = new HashMap<>();
  private final Map<String, Long> integers = new HashMap<>();
  private final List<String> stop = new ArrayList<>();
  private boolean logprobs;

  GeminiTurnConfig(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.losses = losses;
    this.format = new GeminiTurnFormat(parser, body, PARAM);
    this.thinking = new GeminiTurnThinking(parser, losses, PARAM + ".thinkingConfig");
  }

  void read() throws IOException {
    TurnValues.object(
        parser, PARAM, name -> readMember(GeminiTurnKey.camel(name), PARAM + "." + name));
  }

  Generation build() throws TurnRefusal {
    return new Generation(
        new Sampling(
            numbers.get("temperature"),
            numbers.get("topP"),
            integers.get("topK"),
            numbers.get("presencePenalty"),
            numbers.get("frequencyPenalty"),
            integers.get("seed")),
        integers.get("maxOutputTokens"),
        stop,
        integers.getOrDefault("candidateCount", 1L).intValue(),
        topLogprobs(),
        format.build(),
        thinking.build());
  }

  private void readMember(String key, String path) throws IOException {
    switch (key) {
      case "temperature" -> readNumber(key, path, 0, 2);
      case "topP" -> readNumber(key, path, 0, 1);
      case "presencePenalty", "frequencyPenalty" -> readNumber(key, path, -2, 2);
      case "topK", "maxOutputTokens" -> readInteger(key, path, 1, Integer.MAX_VALUE);
      case "candidateCount" -> readInteger(key, path, 1, GeminiFactsReader.MAX_CHOICES);
      case "seed" -> readInteger(key, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "logprobs" -> readInteger(key, path, 0, MAX_TOP_LOGPROBS);
      case "responseLogprobs" -> logprobs = TurnValues.flag(parser, path);
      case "stopSequences" -> readStop(path);
      case "responseMimeType" -> format.readType(path);
      case "responseSchema" -> format.readSchema(path);
      case "responseJsonSchema" -> format.readJsonSchema(path);
      case "thinkingConfig" -> thinking.read();
      case "responseModalities" -> TurnValues.array(parser, path, this::requireText);
      default -> {
        losses.drop(PARAM + "." + key);
        parser.skipChildren();
      }
    }
  }

  private void readNumber(String key, String path, int least, int most) throws IOException {
    numbers.put(key, TurnValues.number(parser, path, least, most));
  }

  /** Google's Java client writes whole numbers as 40.0 where its type is a float. */
  private void readInteger(String key, String path, int least, int most) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
      double value = TurnValues.number(parser, path, least, most);
      if (value == Math.rint(value)) {
        integers.put(key, (long) value);
        return;
      }
    }
    integers.put(key, TurnValues.integer(parser, path, least, most));
  }

  private void readStop(String path) throws IOException {
    TurnValues.array(parser, path, element -> stop.add(TurnValues.text(parser, element)));
    if (stop.size() > MAX_STOPS) {
      throw TurnRefusal.invalid(path, "at most " + MAX_STOPS + " strings");
    }
  }

  private void requireText(String path) throws IOException {
    if (!TurnValues.text(parser, path).toUpperCase(Locale.ROOT).equals("TEXT")) {
      throw Losses.unsupported(PARAM + ".responseModalities");
    }
  }

  private @Nullable Integer topLogprobs() throws TurnRefusal {
    Long top = integers.get("logprobs");
    if (!logprobs) {
      if (top != null && top > 0) {
        throw TurnRefusal.invalid(PARAM + ".logprobs", "responseLogprobs to be true beside it");
      }
      return null;
    }
    return top == null ? 0 : top.intValue();
  }
}
