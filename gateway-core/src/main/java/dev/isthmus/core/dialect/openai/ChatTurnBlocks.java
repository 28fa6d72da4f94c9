package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several signed blocks of thoughts as one signature, whose issuer is the gateway: a message has
 * one place for its thoughts, and each block must go back as it came.
 *
 * <p>Shape: base64 of {@code [[issuer, value, text], …]}, in order.
 */
final class ChatTurnBlocks {
  private static final String ISSUER = "isthmus";
  private static final int STRINGS = 3;

  private ChatTurnBlocks() {}

  static Signature write(List<Reasoning> blocks) throws IOException {
    ByteBuf bytes = Unpooled.buffer();
    try (JsonGenerator json = TurnJson.generator(bytes)) {
      json.writeStartArray();
      for (Reasoning block : blocks) {
        writeBlock(json, block);
      }
      json.writeEndArray();
    }
    return new Signature(ISSUER, Base64.getEncoder().encodeToString(ByteBufUtil.getBytes(bytes)));
  }

  private static void writeBlock(JsonGenerator json, Reasoning block) throws IOException {
    Signature signature = block.signature();
    if (signature != null) {
      json.writeStartArray();
      json.writeString(signature.issuer());
      json.writeString(signature.value());
      json.writeString(block.text());
      json.writeEndArray();
    }
  }

  /** The blocks of {@code signature}; null where it is not one of these, or no longer whole. */
  static @Nullable List<Reasoning> read(Signature signature) throws IOException {
    if (!signature.issuer().equals(ISSUER)) {
      return null;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(signature.value());
      try (JsonParser parser = TurnJson.parser(bytes, bytes.length)) {
        return parser.nextToken() == JsonToken.START_ARRAY ? readBlocks(parser) : null;
      }
    } catch (IllegalArgumentException | JsonProcessingException e) {
      return null;
    }
  }

  private static @Nullable List<Reasoning> readBlocks(JsonParser parser) throws IOException {
    List<Reasoning> blocks = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      String[] strings = new String[STRINGS];
      for (int i = 0; i < STRINGS; i++) {
        strings[i] = parser.nextTextValue();
        if (strings[i] == null) {
          return null;
        }
      }
      if (parser.nextToken() != JsonToken.END_ARRAY) {
        return null;
      }
      blocks.add(new Reasoning(strings[2], new Signature(strings[0], strings[1])));
    }
    return blocks;
  }
}
