package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnMembers;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Reads one generateContent request, in one pass and without a tree. Borrows the body. */
final class GeminiTurnRequestReader {
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;

  GeminiTurnRequestReader(ByteBuf body, Losses losses, TurnSink sink) {
    this.body = body;
    this.losses = losses;
    this.sink = sink;
  }

  TurnSettings read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      TurnMembers<GeminiTurnField> members = new TurnMembers<>(GeminiTurnField.ALL, body, losses);
      Sections sections = new Sections(parser, body, losses, sink);
      members.read(parser, sections::read);
      if (!members.has(GeminiTurnField.CONTENTS)) {
        throw TurnRefusal.invalid("contents", "an array of contents");
      }
      return new TurnSettings(sections.config.build(), sections.tools.build(), null);
    }
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
