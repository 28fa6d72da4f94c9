package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of an answer: a whole message, or an event of a stream. Members are kept, as
 * their order is anybody's.
 *
 * <p>Errors: what is no such object breaks the answer's grammar.
 */
final class ClaudeRecord {
  private final byte[] record;
  private final ClaudeUsage usage;
  private final List<ClaudePiece> content = new ArrayList<>();
  private String type = "";
  private @Nullable ClaudePiece piece;
  private @Nullable Failure error;
  private @Nullable String stopReason;
  private @Nullable String stopSequence;

  private ClaudeRecord(byte[] record, ClaudeUsage usage) {
    this.record = record;
    this.usage = usage;
  }

  /** Reads one object and adds to {@code usage} what it says of that. */
  static ClaudeRecord read(byte[] bytes, int length, ClaudeUsage usage) throws IOException {
    try (JsonParser parser = TurnJson.parser(bytes, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no object");
      }
      ClaudeRecord read = new ClaudeRecord(bytes, usage);
      TurnJson.members(parser, name -> read.readMember(parser, name));
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
      return read;
    }
  }

  private void readMember(JsonParser parser, String name) throws IOException {
    switch (name) {
      case "type" -> type = Objects.requireNonNullElse(ClaudePiece.textOf(parser), "");
      case "usage" -> usage.read(parser);
      case "error" -> error = ClaudeError.read(parser);
      case "content_block", "delta" -> piece = ClaudePiece.read(parser, record);
      case "stop_reason" -> stopReason = ClaudePiece.textOf(parser);
      case "stop_sequence" -> stopSequence = ClaudePiece.textOf(parser);
      case "content" -> readContent(parser);
      case "message" -> readStart(parser);
      default -> parser.skipChildren();
    }
  }

  private void readContent(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      content.add(ClaudePiece.read(parser, record));
    }
  }

  /** Of the message that a stream begins with, only the usage is not said again. */
  private void readStart(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    TurnJson.members(
        parser,
        name -> {
          if (name.equals("usage")) {
            usage.readStart(parser);
          } else {
            parser.skipChildren();
          }
        });
  }

  String type() {
    return type;
  }

  /** The blocks of a whole message. */
  List<ClaudePiece> content() {
    return content;
  }

  /** The event's block or delta. */
  ClaudePiece piece() throws IOException {
    if (piece == null) {
      throw new JsonParseException(null, type + " without what it is about");
    }
    return piece;
  }

  @Nullable Failure error() {
    return error;
  }

  @Nullable String stopReason() {
    return stopReason;
  }

  @Nullable String stopSequence() {
    return stopSequence;
  }
}
