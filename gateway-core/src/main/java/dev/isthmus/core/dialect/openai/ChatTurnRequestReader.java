package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnMembers;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Reads one chat request, in one pass and without a tree. Borrows the body. */
final class ChatTurnRequestReader {
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;

  ChatTurnRequestReader(ByteBuf body, Losses losses, TurnSink sink) {
    this.body = body;
    this.losses = losses;
    this.sink = sink;
  }

  TurnSettings read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      TurnMembers<ChatTurnField> members = new TurnMembers<>(ChatTurnField.ALL, body, losses);
      ChatTurnSettings settings = new ChatTurnSettings(parser, body, losses);
      members.read(
          parser,
          field -> {
            if (field == ChatTurnField.MESSAGES) {
              new ChatTurnMessages(parser, body, losses, sink).read();
            } else {
              settings.read(field);
            }
          });
      if (!members.has(ChatTurnField.MESSAGES)) {
        throw TurnRefusal.invalid("messages", "an array of messages");
      }
      return settings.build();
    }
  }
}
