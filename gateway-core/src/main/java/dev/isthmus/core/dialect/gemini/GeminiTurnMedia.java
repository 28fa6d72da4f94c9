package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads media by value or by address. Bytes stay where they are in the request's body. */
final class GeminiTurnMedia {
  /** Where uploaded files live, which nobody but their owner's project may read. */
  private static final String FILES = "https://generativelanguage.googleapis.com/";

  private final JsonParser parser;
  private final ByteBuf body;
  private final String param;
  private @Nullable String mimeType;
  private @Nullable String title;
  private @Nullable String uri;
  private @Nullable ByteBuf base64;

  GeminiTurnMedia(JsonParser parser, ByteBuf body, String param) {
    this.parser = parser;
    this.body = body;
    this.param = param;
  }

  Media readInline() throws IOException {
    readMembers();
    if (mimeType == null) {
      throw TurnRefusal.invalid(param + ".mimeType", "a media type");
    }
    if (base64 == null) {
      throw TurnRefusal.invalid(param + ".data", "base64");
    }
    return new Media(Media.Kind.of(mimeType), mimeType, base64, null, title);
  }

  Media readFile() throws IOException {
    readMembers();
    if (uri == null || uri.isEmpty()) {
      throw TurnRefusal.invalid(param + ".fileUri", "an address");
    }
    if (uri.startsWith(FILES)) {
      throw Losses.unsupported(param + ".fileUri");
    }
    String type = mimeType == null ? GeminiMediaType.of(uri) : mimeType;
    return new Media(Media.Kind.of(type), type, null, uri, title);
  }

  private void readMembers() throws IOException {
    TurnValues.object(
        parser,
        param,
        key -> {
          String path = param + "." + key;
          switch (GeminiTurnKey.camel(key)) {
            case "mimeType" -> mimeType = readMimeType(path);
            case "displayName" -> title = TurnValues.text(parser, path);
            case "fileUri" -> uri = TurnValues.text(parser, path);
            case "data" -> base64 = standard(TurnJson.plainString(parser, body, path));
            default -> parser.skipChildren();
          }
        });
  }

  private String readMimeType(String path) throws IOException {
    String type = TurnValues.text(parser, path);
    if (type.indexOf('/') <= 0) {
      throw TurnRefusal.invalid(path, "a media type");
    }
    return type;
  }

  /** Google also takes the alphabet for URLs, which its Python client writes; others do not. */
  private static ByteBuf standard(ByteBuf base64) {
    boolean plain =
        base64.forEachByte(b -> b != '-' && b != '_') < 0; // most are, and are not copied
    if (plain) {
      return base64;
    }
    byte[] bytes = ByteBufUtil.getBytes(base64);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '-') {
        bytes[i] = '+';
      } else if (bytes[i] == '_') {
        bytes[i] = '/';
      }
    }
    return Unpooled.wrappedBuffer(bytes);
  }
}
