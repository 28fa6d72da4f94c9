package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnMembers;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Messages request without a tree. Borrows the body. Fields come in any order: where the
 * instructions are not there before the messages, as many clients write them, they are looked for
 * ahead, because they are said first.
 */
final class MessagesTurnRequestReader {
  private final ByteBuf bytes;
  private final Losses losses;
  private final TurnSink sink;
  private final TurnMembers<MessagesTurnField> members;
  private @Nullable CacheMark cacheMark;

  MessagesTurnRequestReader(ByteBuf bytes, Losses losses, TurnSink sink) {
    this.bytes = bytes;
    this.losses = losses;
    this.sink = sink;
    this.members = new TurnMembers<>(MessagesTurnField.ALL, bytes, losses);
  }

  TurnSettings read() throws IOException {
    return read(false);
  }

  /** A question how long it is: it bounds no answer. */
  TurnSettings readCount() throws IOException {
    return read(true);
  }

  private TurnSettings read(boolean counts) throws IOException {
    try (JsonParser parser = TurnJson.parser(bytes)) {
      MessagesTurnBody body = new MessagesTurnBody(parser, bytes, losses);
      MessagesTurnSettings settings = new MessagesTurnSettings(body);
      members.read(parser, field -> readCarried(body, field, settings));
      if (!members.has(MessagesTurnField.MESSAGES)) {
        throw TurnRefusal.invalid("messages", "an array of messages");
      }
      if (cacheMark != null) {
        sink.on(cacheMark);
      }
      return counts ? settings.buildUnbounded() : settings.build();
    }
  }

  private void readCarried(
      MessagesTurnBody body, MessagesTurnField field, MessagesTurnSettings settings)
      throws IOException {
    switch (field) {
      case MESSAGES -> {
        if (!members.has(MessagesTurnField.SYSTEM)) {
          lookAhead(body);
        }
        new MessagesTurnMessages(body, sink).read();
      }
      case SYSTEM -> {
        if (members.has(MessagesTurnField.MESSAGES)) {
          body.parser().skipChildren(); // was said already
        } else {
          saySystem(body);
        }
      }
      case CACHE_CONTROL -> cacheMark = body.cacheMark(field.key());
      default -> settings.read(field);
    }
  }

  private void lookAhead(MessagesTurnBody body) throws IOException {
    try (JsonParser ahead = TurnJson.parser(bytes)) {
      ahead.nextToken();
      MessagesTurnBody again = body.readBy(ahead);
      TurnJson.members(
          ahead,
          key -> {
            boolean system = key.equals(MessagesTurnField.SYSTEM.key());
            if (system && !ahead.hasToken(JsonToken.VALUE_NULL)) {
              saySystem(again);
            } else {
              ahead.skipChildren();
            }
          });
    }
  }

  private void saySystem(MessagesTurnBody body) throws IOException {
    String key = MessagesTurnField.SYSTEM.key();
    MessagesTurnMessages.saySystem(MessagesTurnBlock.all(body, key), sink);
  }
}
