package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Streaming JSON as translation needs it: values read in order, some of them kept as the bytes they
 * came in.
 */
public final class TurnJson {
  /** Deeper than any schema that a provider accepts. */
  private static final int MAX_DEPTH = 128;

  /** As much of a member's name as an error tells back. */
  private static final int MAX_NAME_CHARS = 64;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE) // the body's own bound holds
                  .build())
          .build();

  private TurnJson() {}

  /** Reads the value of the member or element that the parser stands on, and leaves it there. */
  @FunctionalInterface
  public interface Value {
    void read(String name) throws IOException;
  }

  /**
   * Opens a document; borrows {@code body}.
   *
   * @throws TurnRefusal where the bytes cannot be JSON in UTF-8
   */
  public static JsonParser parser(ByteBuf body) throws IOException {
    int from = body.readerIndex();
    for (int i = 0; i < Math.min(4, body.readableBytes()); i++) {
      // A byte order mark or a zero: the parser would guess another encoding.
      if (body.getByte(from + i) == 0 || (i == 0 && body.getByte(from) < 0)) {
        throw TurnRefusal.invalid("body", "JSON in UTF-8 without a byte order mark");
      }
    }
    return FACTORY.createParser((InputStream) new ByteBufInputStream(body.duplicate()));
  }

  /** Opens a document. */
  public static JsonParser parser(byte[] bytes, int length) throws IOException {
    return FACTORY.createParser(bytes, 0, length);
  }

  /** Writes JSON to the end of {@code out}, which is lent until the generator is closed. */
  public static JsonGenerator generator(ByteBuf out) throws IOException {
    return FACTORY.createGenerator((OutputStream) new ByteBufOutputStream(out), JsonEncoding.UTF8);
  }

  /** Gives up what {@code json} has begun to write to {@code out}, and frees it. */
  public static void discard(JsonGenerator json, ByteBuf out) {
    try {
      json.close(); // gives its buffers back; what it still writes is freed with the rest
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      out.release();
    }
  }

  /** Visits the members of the object that the parser stands at the start of. */
  public static void members(JsonParser parser, Value value) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      value.read(name);
    }
  }

  /**
   * Where the parser stands, in words such as {@code messages[2].content}: for an error to name,
   * made only when there is one.
   */
  public static String path(JsonParser parser) {
    StringBuilder path = new StringBuilder();
    for (JsonStreamContext at = parser.getParsingContext(); at != null; at = at.getParent()) {
      if (at.inArray() && at.hasCurrentIndex()) {
        path.insert(0, "[" + at.getCurrentIndex() + "]");
      } else if (at.inObject() && at.getCurrentName() != null) {
        String name = at.getCurrentName();
        String told = name.substring(0, Math.min(name.length(), MAX_NAME_CHARS));
        boolean first = path.isEmpty() || path.charAt(0) == '[';
        path.insert(0, first ? told : told + ".");
      }
    }
    return path.toString();
  }

  /** Where the parser's value begins, in bytes from the document's start. */
  public static int offset(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** The parser's value as it was written; the parser stands at its end afterwards. */
  public static String raw(JsonParser parser, ByteBuf body) throws IOException {
    int start = offset(parser);
    int length = end(parser) - start;
    return body.toString(body.readerIndex() + start, length, StandardCharsets.UTF_8);
  }

  /** The parser's value as it was written; the parser stands at its end afterwards. */
  public static String raw(JsonParser parser, byte[] document) throws IOException {
    int start = offset(parser);
    return new String(document, start, end(parser) - start, StandardCharsets.UTF_8);
  }

  /**
   * The parser's string without its quotes, which holds nothing that JSON must escape: a slice of
   * {@code body} where it was written plainly, and it is large values that are.
   *
   * @throws TurnRefusal where it is no string, or not a plain one
   */
  public static ByteBuf plainString(JsonParser parser, ByteBuf body, String param)
      throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      throw TurnRefusal.invalid(param, "a string");
    }
    int start = body.readerIndex() + offset(parser) + 1;
    int end = body.indexOf(start, body.writerIndex(), (byte) '"');
    if (end >= 0 && body.indexOf(start, end, (byte) '\\') < 0) {
      return body.slice(start, end - start); // the parser still checks it on its way on
    }
    String text = parser.getText();
    if (text.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
      throw TurnRefusal.invalid(param, "base64 or a URL");
    }
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int end(JsonParser parser) throws IOException {
    parser.skipChildren();
    parser.finishToken();
    return (int) parser.currentLocation().getByteOffset();
  }

  /** Whether {@code text} is one JSON object and nothing else. */
  public static boolean isObject(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** The same JSON without the white space between its tokens. */
  public static String compact(String json) {
    StringBuilder out = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString && c == '\\') {
        out.append(c).append(json.charAt(++i));
        continue;
      }
      inString ^= c == '"';
      if (inString || c > ' ') {
        out.append(c);
      }
    }
    return out.toString();
  }

  /**
   * Writes a large string that needs no escapes from buffer to buffer, past the generator.
   *
   * @param to writes to {@code out}
   * @param plain borrowed
   */
  public static void quoted(JsonGenerator to, ByteBuf out, ByteBuf plain) throws IOException {
    to.writeRawValue("\"");
    to.flush();
    out.writeBytes(plain, plain.readerIndex(), plain.readableBytes());
    to.writeRaw('"');
  }

  /**
   * Writes a value that is JSON already, from buffer to buffer.
   *
   * @param to writes to {@code out}
   * @param written borrowed
   */
  public static void written(JsonGenerator to, ByteBuf out, ByteBuf written) throws IOException {
    to.writeRawValue("");
    to.flush();
    out.writeBytes(written, written.readerIndex(), written.readableBytes());
  }

  /** Writes a number the short way: 1 and not 1.0. */
  public static void number(JsonGenerator to, double value) throws IOException {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      to.writeNumber((long) value);
    } else {
      to.writeNumber(value);
    }
  }
}
