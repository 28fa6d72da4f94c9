package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes images and documents, by value or by address. */
final class ClaudeMedia {
  private static final String PDF = "application/pdf";
  private static final String PLAIN_TEXT = "text/plain";

  private static final Pattern WEB = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  private final JsonGenerator json;
  private final ByteBuf out;
  private final Losses losses;

  /** Borrows {@code out}, which {@code json} writes to. */
  ClaudeMedia(JsonGenerator json, ByteBuf out, Losses losses) {
    this.json = json;
    this.out = out;
    this.losses = losses;
  }

  /** What a caller asks for who shows {@code media}. */
  static Feature feature(Media media) {
    boolean byValue = media.base64() != null;
    return switch (media.kind()) {
      case IMAGE -> byValue ? Feature.IMAGE : Feature.IMAGE_URL;
      case DOCUMENT -> byValue ? Feature.DOCUMENT : Feature.DOCUMENT_URL;
      case AUDIO -> Feature.AUDIO;
      case VIDEO -> Feature.VIDEO;
    };
  }

  /** Writes the members of one block. */
  void write(Media media) throws IOException {
    boolean image = media.kind() == Media.Kind.IMAGE;
    json.writeStringField("type", image ? "image" : "document");
    json.writeObjectFieldStart("source");
    ByteBuf base64 = media.base64();
    if (base64 == null) {
      writeUrl(media);
    } else if (image) {
      writeBase64(imageType(media), base64);
    } else {
      writeDocument(media, base64);
    }
    json.writeEndObject();
    if (!image && media.title() != null && !media.title().isBlank()) {
      json.writeStringField("title", media.title());
    }
  }

  private void writeUrl(Media media) throws IOException {
    String uri = media.uri();
    if (uri == null || !WEB.matcher(uri).lookingAt()) {
      throw unsupported(media, "an https URL");
    }
    json.writeStringField("type", "url");
    json.writeStringField("url", uri);
  }

  private void writeBase64(String type, ByteBuf base64) throws IOException {
    json.writeStringField("type", "base64");
    json.writeStringField("media_type", type);
    json.writeFieldName("data");
    TurnJson.quoted(json, out, base64);
  }

  private void writeDocument(Media media, ByteBuf base64) throws IOException {
    String type = type(media);
    if (type.equals(PDF)) {
      writeBase64(PDF, base64);
    } else if (type.startsWith("text/")) {
      json.writeStringField("type", "text");
      json.writeStringField("media_type", PLAIN_TEXT);
      json.writeStringField("data", decoded(base64));
    } else {
      throw unsupported(media, PDF + " or text");
    }
  }

  private String decoded(ByteBuf base64) throws TurnRefusal {
    try {
      byte[] bytes = Base64.getDecoder().decode(ByteBufUtil.getBytes(base64));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw TurnRefusal.invalid(losses.name(Feature.DOCUMENT), "base64");
    }
  }

  private String imageType(Media media) throws TurnRefusal {
    String type = type(media);
    return switch (type) {
      case "image/jpg" -> "image/jpeg";
      case "image/jpeg", "image/png", "image/gif", "image/webp" -> type;
      default -> throw unsupported(media, "image/jpeg, png, gif or webp");
    };
  }

  private static String type(Media media) {
    return media.mimeType() == null ? "" : media.mimeType().toLowerCase(Locale.ROOT);
  }

  private TurnRefusal unsupported(Media media, String expected) {
    String param = losses.name(feature(media));
    return new TurnRefusal(
        Failure.ofClient(
            FailureKind.UNSUPPORTED,
            param + ": not of a type that this deployment takes (expected: " + expected + ")",
            param));
  }
}
