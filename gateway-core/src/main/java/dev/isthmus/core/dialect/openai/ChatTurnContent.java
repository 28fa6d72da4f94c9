package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the parts of one message's content. */
final class ChatTurnContent {
  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final List<TurnEvent> events = new ArrayList<>();

  ChatTurnContent(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
  }

  List<TurnEvent> events() {
    return events;
  }

  /** Reads the part that the parser stands on; its kind is told by its member, not its type. */
  void readPart(String param) throws IOException {
    int before = events.size();
    boolean[] lost = {false};
    TurnValues.object(
        parser,
        param,
        key -> {
          String path = param + "." + key;
          switch (key) {
            case "type" -> requireKnown(TurnValues.text(parser, path), path);
            case "text" -> events.add(new Text(TurnValues.text(parser, path)));
            case "image_url" -> events.add(media(path).readImage());
            case "input_audio" -> events.add(media(path).readAudio());
            case "file" -> events.add(media(path).readFile());
            default -> {
              lost[0] = true;
              losses.drop("messages.content." + key);
              parser.skipChildren();
            }
          }
        });
    if (events.size() == before && !lost[0]) {
      throw TurnRefusal.invalid(param, "a part with text, image_url, input_audio or file");
    }
  }

  private ChatTurnMedia media(String param) {
    return new ChatTurnMedia(parser, body, losses, param);
  }

  private static void requireKnown(String type, String param) throws TurnRefusal {
    switch (type) {
      case "text", "image_url", "input_audio", "file", "refusal" -> {}
      default -> throw TurnRefusal.invalid(param, "text, image_url, input_audio, file or refusal");
    }
  }
}
