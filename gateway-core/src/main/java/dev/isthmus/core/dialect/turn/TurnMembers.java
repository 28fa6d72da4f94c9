package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.EnumSet;

/**
 * Reads the members of one request and does with each what its {@link Fate} says. A null value is
 * no value; a field that nobody knows is dropped; two values are a fault. Threads: one.
 */
public final class TurnMembers<F extends Enum<F> & TurnField> {
  private final TurnFields<F> fields;
  private final ByteBuf body;
  private final Losses losses;
  private final EnumSet<F> met;
  private final EnumSet<F> given;

  /** Reads the value that the parser stands on. */
  @FunctionalInterface
  public interface Carried<F> {
    void read(F field) throws IOException;
  }

  /** Borrows {@code body}. */
  public TurnMembers(TurnFields<F> fields, ByteBuf body, Losses losses) {
    this.fields = fields;
    this.body = body;
    this.losses = losses;
    this.met = EnumSet.noneOf(fields.type());
    this.given = EnumSet.noneOf(fields.type());
  }

  /** Whether a value of {@code field} was met so far. */
  public boolean has(F field) {
    return given.contains(field);
  }

  /**
   * Reads the whole document.
   *
   * @throws TurnRefusal where it is not one object and nothing else, or where a field is refused
   */
  public void read(JsonParser parser, Carried<F> carried) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw TurnRefusal.invalid("body", "a JSON object");
    }
    TurnJson.members(parser, key -> read(parser, fields.spelled(key), carried));
    if (parser.nextToken() != null) {
      throw TurnRefusal.invalid("body", "nothing after the JSON object");
    }
  }

  private void read(JsonParser parser, String key, Carried<F> carried) throws IOException {
    F field = fields.find(key);
    if (field != null && !met.add(field)) {
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
    given.add(field);
    switch (field.fate()) {
      case KNOWN -> parser.skipChildren();
      case DROPPED, REFUSED -> leaveOut(parser, field);
      case CARRIED -> carried.read(field);
    }
  }

  private void leaveOut(JsonParser parser, F field) throws IOException {
    if (field.isWithoutEffect(TurnJson.compact(TurnJson.raw(parser, body)))) {
      return;
    }
    if (field.fate() == Fate.REFUSED) {
      throw Losses.unsupported(field.key());
    }
    losses.drop(field.key());
  }
}
