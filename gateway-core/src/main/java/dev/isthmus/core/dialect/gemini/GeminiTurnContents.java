package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads {@code contents} and says each when it is whole, because its role may come last; reads
 * {@code systemInstruction} too. Where an array is asked for one object will do, as at Google.
 */
final class GeminiTurnContents {
  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;
  private final GeminiTurnCalls calls = new GeminiTurnCalls();

  GeminiTurnContents(JsonParser parser, ByteBuf body, Losses losses, TurnSink sink) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
    this.sink = sink;
  }

  void read() throws IOException {
    boolean[] any = {false};
    oneOrMany(
        "contents",
        param -> {
          any[0] = true;
          new Content(param).read();
        });
    if (!any[0]) {
      throw TurnRefusal.invalid("contents", "an array of contents that is not empty");
    }
  }

  /** A text, a content whatever its role, or its parts. */
  void readSystem() throws IOException {
    String param = GeminiTurnField.SYSTEM_INSTRUCTION.key();
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      sink.on(new SystemText(parser.getText()));
    } else if (parser.isExpectedStartArrayToken()) {
      TurnValues.array(parser, param, this::readSystemPart);
    } else {
      TurnValues.object(parser, param, key -> readSystemMember(key, param + "." + key));
    }
  }

  private void readSystemMember(String key, String path) throws IOException {
    switch (key) {
      case "parts" -> oneOrMany(path, this::readSystemPart);
      case "text" -> sink.on(new SystemText(TurnValues.text(parser, path)));
      default -> parser.skipChildren();
    }
  }

  private void readSystemPart(String param) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      sink.on(new SystemText(parser.getText()));
      return;
    }
    GeminiTurnPart part = new GeminiTurnPart(parser, body, losses, param);
    part.read();
    sink.on(new SystemText(part.textAlone()));
  }

  private void oneOrMany(String param, TurnJson.Value element) throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      element.read(param);
    } else {
      TurnValues.array(parser, param, element);
    }
  }

  /** One content, held until it is whole. */
  private final class Content {
    private final String param;
    private final List<GeminiTurnPart> parts = new ArrayList<>();
    private String role = "user";

    Content(String param) {
      this.param = param;
    }

    void read() throws IOException {
      TurnValues.object(
          parser,
          param,
          key -> {
            switch (key) {
              case "role" -> role = TurnValues.text(parser, param + ".role");
              case "parts" -> oneOrMany(param + ".parts", this::readPart);
              default -> {
                losses.drop("contents." + key);
                parser.skipChildren();
              }
            }
          });
      if (parts.isEmpty()) {
        throw TurnRefusal.invalid(param + ".parts", "an array of parts that is not empty");
      }
      say();
    }

    private void readPart(String path) throws IOException {
      GeminiTurnPart part = new GeminiTurnPart(parser, body, losses, path);
      part.read();
      parts.add(part);
    }

    private void say() throws IOException {
      switch (role.toLowerCase(Locale.ROOT)) {
        case "model" -> sayModel();
        case "", "user", "function", "tool" -> sayUser();
        default -> throw TurnRefusal.invalid(param + ".role", "user or model");
      }
    }

    /** Pieces of one thought become one again: the signature at its end is of all of it. */
    private void sayModel() throws IOException {
      sink.on(new Speaker(Role.ASSISTANT, 0));
      StringBuilder thought = new StringBuilder();
      for (GeminiTurnPart part : parts) {
        for (TurnEvent event : part.saidByModel(calls)) {
          if (event instanceof Reasoning reasoning && reasoning.signature() == null) {
            thought.append(reasoning.text());
          } else if (event instanceof Reasoning reasoning) {
            sink.on(new Reasoning(thought + reasoning.text(), reasoning.signature()));
            thought.setLength(0);
          } else {
            endThought(thought);
            sink.on(event);
          }
        }
      }
      endThought(thought);
    }

    private void endThought(StringBuilder thought) throws IOException {
      if (!thought.isEmpty()) {
        sink.on(new Reasoning(thought.toString(), null));
        thought.setLength(0);
      }
    }

    /** Results come first: nothing may stand between a call and its answer. */
    private void sayUser() throws IOException {
      for (GeminiTurnPart part : parts) {
        if (part.isResult()) {
          sink.on(new Speaker(Role.TOOL, 0));
          sink.on(part.result(calls));
        }
      }
      boolean speaks = false;
      for (GeminiTurnPart part : parts) {
        TurnEvent said = part.isResult() ? null : part.saidByUser();
        if (said != null && !speaks) {
          sink.on(new Speaker(Role.USER, 0));
          speaks = true;
        }
        if (said != null) {
          sink.on(said);
        }
      }
    }
  }
}
