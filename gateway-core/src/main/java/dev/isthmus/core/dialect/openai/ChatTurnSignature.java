package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A model's signature where OpenAI's callers carry it: {@code
 * extra_content.<issuer>.thought_signature}, as Google's own endpoint has it; read also from {@code
 * provider_specific_fields.thought_signature}, as other gateways write it.
 */
final class ChatTurnSignature {
  static final String EXTRA = "extra_content";
  private static final String KEY = "thought_signature";

  /** Whose signatures the form without an issuer holds. */
  private static final String DEFAULT_ISSUER = "google";

  private ChatTurnSignature() {}

  /** Reads the object that the parser stands on; {@code known} where it holds no signature. */
  static @Nullable Signature read(JsonParser parser, @Nullable Signature known) throws IOException {
    Signature[] found = {known};
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          issuer -> {
            if (parser.isExpectedStartObjectToken()) {
              readIssuer(parser, issuer, found);
            } else if (issuer.equals(KEY)) {
              keep(parser, DEFAULT_ISSUER, found);
            } else {
              parser.skipChildren();
            }
          });
    } else {
      parser.skipChildren();
    }
    return found[0];
  }

  static void write(JsonGenerator json, @Nullable Signature signature) throws IOException {
    if (signature == null) {
      return;
    }
    json.writeObjectFieldStart(EXTRA);
    json.writeObjectFieldStart(signature.issuer());
    json.writeStringField(KEY, signature.value());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void readIssuer(JsonParser parser, String issuer, Signature[] found)
      throws IOException {
    TurnJson.members(
        parser,
        key -> {
          if (key.equals(KEY)) {
            keep(parser, issuer, found);
          } else {
            parser.skipChildren();
          }
        });
  }

  private static void keep(JsonParser parser, String issuer, Signature[] found) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING) && !parser.getText().isEmpty()) {
      found[0] = new Signature(issuer, parser.getText());
    } else {
      parser.skipChildren();
    }
  }
}
