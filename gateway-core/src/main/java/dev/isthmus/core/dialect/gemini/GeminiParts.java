package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ToolArguments;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes single parts of contents. Thoughts are not sent back, their signatures are. */
final class GeminiParts {
  /** Who understands the signatures written and read here. */
  static final String ISSUER = "google";

  /**
   * Base64 of "skip_thought_signature_validator": stands in for a signature that was lost. Source:
   * Google's notes on thought signatures.
   */
  static final String LOST_SIGNATURE = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

  private final JsonGenerator json;
  private final ByteBuf out;
  private final Losses losses;
  private final boolean wantsSignatures;
  private boolean callSeen;
  private @Nullable Signature textSignature;

  /** Borrows {@code out}, which {@code json} writes to. */
  GeminiParts(JsonGenerator json, ByteBuf out, Losses losses, boolean wantsSignatures) {
    this.json = json;
    this.out = out;
    this.losses = losses;
    this.wantsSignatures = wantsSignatures;
  }

  void beginContent() {
    callSeen = false;
  }

  void beginMessage() {
    textSignature = null;
  }

  /** Keeps the signature of the message's text, which comes before the text. */
  void keepSignature(Reasoning reasoning) {
    textSignature = reasoning.signature();
  }

  void text(String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("text", text);
    writeSignature(textSignature);
    textSignature = null;
    json.writeEndObject();
  }

  void media(Media media) throws IOException {
    json.writeStartObject();
    String uri = media.uri();
    ByteBuf base64 = media.base64();
    if (base64 != null) {
      json.writeObjectFieldStart("inlineData");
      json.writeStringField("mimeType", media.mimeType());
      json.writeFieldName("data");
      TurnJson.quoted(json, out, base64);
    } else if (uri != null) {
      String type = media.mimeType();
      json.writeObjectFieldStart("fileData");
      json.writeStringField("mimeType", type == null ? GeminiMediaType.of(uri) : type);
      json.writeStringField("fileUri", uri);
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  void call(ToolCall call) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("functionCall");
    json.writeStringField("name", call.name());
    json.writeFieldName("args");
    ToolArguments.write(json, call.arguments(), losses);
    json.writeEndObject();
    boolean signed = writeSignature(call.signature());
    if (!signed && wantsSignatures && !callSeen) {
      writeSignature(new Signature(ISSUER, LOST_SIGNATURE));
    }
    callSeen = true;
    json.writeEndObject();
  }

  void result(ToolResult result) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("functionResponse");
    json.writeStringField("name", result.name());
    json.writeObjectFieldStart("response");
    json.writeStringField(result.failed() ? "error" : "output", result.text());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    for (TurnEvent part : result.content()) {
      if (part instanceof Media media) {
        media(media); // stands beside the result, which holds no bytes itself
      }
    }
  }

  /** False where there is none, or another's. */
  private boolean writeSignature(@Nullable Signature signature) throws IOException {
    if (signature == null || !signature.issuer().equals(ISSUER)) {
      return false;
    }
    json.writeStringField("thoughtSignature", signature.value());
    return true;
  }
}
