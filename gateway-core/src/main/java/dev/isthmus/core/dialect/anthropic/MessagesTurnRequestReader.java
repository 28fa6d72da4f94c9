package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Messages request, in one pass and without a tree. Borrows the body. Fields come in any
 * order; instructions that follow the messages are held until the end, so that the request's own
 * cache mark stands behind the last message.
 */
final class MessagesTurnRequestReader {
  private final ByteBuf bytes;
  private final Losses losses;
  private final TurnSink sink;
  private final EnumSet<MessagesTurnField> seen = EnumSet.noneOf(MessagesTurnField.class);
  private final List<TurnEvent> lateSystem = new ArrayList<>();
  private @Nullable CacheMark cacheMark;

  MessagesTurnRequestReader(ByteBuf bytes, Losses losses, TurnSink sink) {
    this.bytes = bytes;
    this.losses = losses;
    this.sink = sink;
  }

  TurnSettings read() throws IOException {
    try (JsonParser parser = TurnJson.parser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TurnRefusal.invalid("body", "a JSON object");
      }
      MessagesTurnBody body = new MessagesTurnBody(parser, bytes, losses);
      MessagesTurnSettings settings = new MessagesTurnSettings(body);
      TurnJson.members(parser, key -> readField(body, key, settings));
      if (parser.nextToken() != null) {
        throw TurnRefusal.invalid("body", "nothing after the JSON object");
      }
      if (!seen.contains(MessagesTurnField.MESSAGES)) {
        throw TurnRefusal.invalid("messages", "an array of messages");
      }
      sayLate();
      return settings.build();
    }
  }

  private void readField(MessagesTurnBody body, String key, MessagesTurnSettings settings)
      throws IOException {
    MessagesTurnField field = MessagesTurnField.of(key);
    if (field != null && !seen.add(field)) {
      throw TurnRefusal.invalid(key, "one value and not two");
    }
    if (body.parser().hasToken(JsonToken.VALUE_NULL)) {
      if (field == MessagesTurnField.MESSAGES) {
        throw TurnRefusal.invalid(key, "an array of messages");
      }
      return;
    }
    if (field == null) {
      body.drop(key);
      return;
    }
    switch (field.fate()) {
      case KNOWN -> body.parser().skipChildren();
      case DROPPED, REFUSED -> leaveOut(body, field);
      case CARRIED -> readCarried(body, field, settings);
    }
  }

  private void readCarried(
      MessagesTurnBody body, MessagesTurnField field, MessagesTurnSettings settings)
      throws IOException {
    switch (field) {
      case MESSAGES -> new MessagesTurnMessages(body, sink).read();
      case SYSTEM -> readSystem(body);
      case CACHE_CONTROL -> cacheMark = body.cacheMark(field.key());
      default -> settings.read(field);
    }
  }

  private void readSystem(MessagesTurnBody body) throws IOException {
    boolean late = seen.contains(MessagesTurnField.MESSAGES);
    String key = MessagesTurnField.SYSTEM.key();
    MessagesTurnMessages.saySystem(MessagesTurnBlock.all(body, key), late ? lateSystem::add : sink);
  }

  private void sayLate() throws IOException {
    if (cacheMark != null) {
      sink.on(cacheMark);
    }
    for (TurnEvent event : lateSystem) {
      sink.on(event);
    }
  }

  private void leaveOut(MessagesTurnBody body, MessagesTurnField field) throws IOException {
    if (field.isWithoutEffect(body.raw())) {
      return;
    }
    if (field.fate() == MessagesTurnField.Fate.REFUSED) {
      throw Losses.unsupported(field.key());
    }
    losses.drop(field.key());
  }
}
