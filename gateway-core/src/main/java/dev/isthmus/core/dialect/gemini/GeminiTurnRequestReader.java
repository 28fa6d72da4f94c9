package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.EnumSet;

/** Reads one generateContent request, in one pass and without a tree. Borrows the body. */
final class GeminiTurnRequestReader {
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;
  private final EnumSet<GeminiTurnField> seen = EnumSet.noneOf(GeminiTurnField.class);

  GeminiTurnRequestReader(ByteBuf body, Losses losses, TurnSink sink) {
    this.body = body;
    this.losses = losses;
    this.sink = sink;
  }

  TurnSettings read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TurnRefusal.invalid("body", "a JSON object");
      }
      Sections sections = new Sections(parser, body, losses, sink);
      TurnJson.members(parser, key -> readField(parser, GeminiTurnKey.camel(key), sections));
      if (parser.nextToken() != null) {
        throw TurnRefusal.invalid("body", "nothing after the JSON object");
      }
      if (!seen.contains(GeminiTurnField.CONTENTS)) {
        throw TurnRefusal.invalid("contents", "an array of contents");
      }
      return new TurnSettings(sections.config.build(), sections.tools.build(), null);
    }
  }

  private void readField(JsonParser parser, String key, Sections sections) throws IOException {
    GeminiTurnField field = GeminiTurnField.of(key);
    if (field != null && !seen.add(field)) {
      throw TurnRefusal.invalid(key, "one value and not two");
    }
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return;
    }
    if (field == null) {
      losses.drop(key);
      parser.skipChildren();
      return;
    }
    switch (field.fate()) {
      case KNOWN -> parser.skipChildren();
      case DROPPED, REFUSED -> leaveOut(parser, field);
      case CARRIED -> sections.read(field);
    }
  }

  private void leaveOut(JsonParser parser, GeminiTurnField field) throws IOException {
    if (field.isWithoutEffect(TurnJson.compact(TurnJson.raw(parser, body)))) {
      return;
    }
    if (field.fate() == Fate.REFUSED) {
      throw Losses.unsupported(field.key());
    }
    losses.drop(field.key());
  }

  /** The readers of what is carried. */
  private static final class Sections {
    private final GeminiTurnContents contents;
    private final GeminiTurnConfig config;
    private final GeminiTurnTools tools;

    Sections(JsonParser parser, ByteBuf body, Losses losses, TurnSink sink) {
      contents = new GeminiTurnContents(parser, body, losses, sink);
      config = new GeminiTurnConfig(parser, body, losses);
      tools = new GeminiTurnTools(parser, body, losses);
    }

    void read(GeminiTurnField field) throws IOException {
      switch (field) {
        case CONTENTS -> contents.read();
        case SYSTEM_INSTRUCTION -> contents.readSystem();
        case GENERATION_CONFIG -> config.read();
        case TOOLS -> tools.readTools();
        case TOOL_CONFIG -> tools.readConfig();
        default -> throw new IllegalArgumentException("field: " + field + " (expected: carried)");
      }
    }
  }
}
