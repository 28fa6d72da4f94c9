package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnBounds;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request's body as its readers share it: one parser on its way through borrowed bytes. */
final class MessagesTurnBody {
  private static final int MAX_CACHE_MARKS = 4;

  private final JsonParser parser;
  private final ByteBuf bytes;
  private final Losses losses;
  private final Counts counts;

  MessagesTurnBody(JsonParser parser, ByteBuf bytes, Losses losses) {
    this(parser, bytes, losses, new Counts());
  }

  private MessagesTurnBody(JsonParser parser, ByteBuf bytes, Losses losses, Counts counts) {
    this.parser = parser;
    this.bytes = bytes;
    this.losses = losses;
    this.counts = counts;
  }

  /** The same body, read by another parser. */
  MessagesTurnBody readBy(JsonParser other) {
    return new MessagesTurnBody(other, bytes, losses, counts);
  }

  /** Checks that one block of content more may be read, which {@code param} names. */
  void countBlock(String param) throws TurnRefusal {
    TurnBounds.checkRoom(counts.blocks++, TurnBounds.MAX_BLOCKS, param);
  }

  JsonParser parser() {
    return parser;
  }

  Losses losses() {
    return losses;
  }

  String text(String param) throws IOException {
    return TurnValues.text(parser, param);
  }

  /** A text that is one of {@code first} and {@code others}. */
  String oneOf(String param, String first, String... others) throws IOException {
    String text = text(param);
    StringBuilder expected = new StringBuilder(first);
    boolean known = text.equals(first);
    for (int i = 0; i < others.length; i++) {
      known |= text.equals(others[i]);
      expected.append(i == others.length - 1 ? " or " : ", ").append(others[i]);
    }
    if (!known) {
      throw TurnRefusal.invalid(param, expected.toString());
    }
    return text;
  }

  /** An object as it was written. */
  String rawObject(String param) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw TurnRefusal.invalid(param, "an object");
    }
    return TurnJson.raw(parser, bytes);
  }

  /** Any value, without the white space between its tokens. */
  String raw() throws IOException {
    return TurnJson.compact(TurnJson.raw(parser, bytes));
  }

  /** A large string that holds nothing to be escaped, as a slice of the body. */
  ByteBuf plain(String param) throws IOException {
    return TurnJson.plainString(parser, bytes, param);
  }

  /** Passes over a value that nobody carries, and notes its name. */
  void drop(String name) throws IOException {
    losses.drop(name);
    parser.skipChildren();
  }

  /** Reads a {@code cache_control}. */
  CacheMark cacheMark(String param) throws IOException {
    @Nullable String[] members = {null, null};
    TurnValues.object(
        parser,
        param,
        key -> {
          switch (key) {
            case "type" -> members[0] = oneOf(param + ".type", "ephemeral");
            case "ttl" -> members[1] = oneOf(param + ".ttl", "5m", "1h");
            default -> parser.skipChildren();
          }
        });
    if (members[0] == null) {
      throw TurnRefusal.invalid(param + ".type", "ephemeral");
    }
    if (++counts.cacheMarks > MAX_CACHE_MARKS) {
      throw TurnRefusal.invalid(param, "at most " + MAX_CACHE_MARKS + " in one request");
    }
    return new CacheMark(members[1]);
  }

  /** How many of each thing were read so far. */
  private static final class Counts {
    private int blocks;
    private int cacheMarks;
  }
}
