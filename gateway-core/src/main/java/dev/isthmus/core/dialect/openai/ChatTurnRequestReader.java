package dev.isthmus.core.dialect.openai;

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

/** Reads one chat request, in one pass and without a tree. Borrows the body. */
final class ChatTurnRequestReader {
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;
  private final EnumSet<ChatTurnField> seen = EnumSet.noneOf(ChatTurnField.class);

  ChatTurnRequestReader(ByteBuf body, Losses losses, TurnSink sink) {
    this.body = body;
    this.losses = losses;
    this.sink = sink;
  }

  TurnSettings read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TurnRefusal.invalid("body", "a JSON object");
      }
      ChatTurnSettings settings = new ChatTurnSettings(parser, body, losses);
      TurnJson.members(parser, key -> readField(parser, key, settings));
      if (parser.nextToken() != null) {
        throw TurnRefusal.invalid("body", "nothing after the JSON object");
      }
      if (!seen.contains(ChatTurnField.MESSAGES)) {
        throw TurnRefusal.invalid("messages", "an array of messages");
      }
      return settings.build();
    }
  }

  private void readField(JsonParser parser, String key, ChatTurnSettings settings)
      throws IOException {
    ChatTurnField field = ChatTurnField.of(key);
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
      case CARRIED -> {
        if (field == ChatTurnField.MESSAGES) {
          new ChatTurnMessages(parser, body, losses, sink).read();
        } else {
          settings.read(field);
        }
      }
    }
  }

  private void leaveOut(JsonParser parser, ChatTurnField field) throws IOException {
    if (field.isWithoutEffect(TurnJson.compact(TurnJson.raw(parser, body)))) {
      return;
    }
    if (field.fate() == Fate.REFUSED) {
      throw Losses.unsupported(field.key());
    }
    losses.drop(field.key());
  }
}
