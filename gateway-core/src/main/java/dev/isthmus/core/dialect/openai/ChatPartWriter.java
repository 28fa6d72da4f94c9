package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a message's content. */
final class ChatPartWriter {
  private static final String PDF = "application/pdf";

  private final JsonGenerator json;
  private final ByteBuf out;
  private final Losses losses;

  /** Borrows {@code out}, which {@code json} writes to. */
  ChatPartWriter(JsonGenerator json, ByteBuf out, Losses losses) {
    this.json = json;
    this.out = out;
    this.losses = losses;
  }

  /** Writes a {@link Text} or {@link Media}. */
  void write(TurnEvent event) throws IOException {
    json.writeStartObject();
    if (event instanceof Text text) {
      json.writeStringField("type", "text");
      json.writeStringField("text", text.text());
    } else if (event instanceof Media media) {
      switch (media.kind()) {
        case IMAGE -> image(media);
        case DOCUMENT -> file(media);
        case AUDIO -> audio(media);
        case VIDEO -> throw losses.refusal(Feature.VIDEO);
      }
    }
    json.writeEndObject();
  }

  /** An assistant's message holds no media here. */
  void leaveOut(Media media) throws TurnRefusal {
    losses.drop(
        switch (media.kind()) {
          case IMAGE -> Feature.IMAGE;
          case DOCUMENT -> Feature.DOCUMENT;
          case AUDIO -> Feature.AUDIO;
          case VIDEO -> Feature.VIDEO;
        });
  }

  private void image(Media media) throws IOException {
    ByteBuf base64 = media.base64();
    json.writeStringField("type", "image_url");
    json.writeObjectFieldStart("image_url");
    json.writeFieldName("url");
    if (base64 == null) {
      json.writeString(address(media.uri()));
    } else {
      dataUrl(media.mimeType(), Feature.IMAGE, base64);
    }
    json.writeEndObject();
  }

  private String address(@Nullable String uri) throws TurnRefusal {
    String url = uri == null ? "" : uri;
    String start = url.substring(0, Math.min(url.length(), 8)).toLowerCase(Locale.ROOT);
    if (!start.startsWith("https://") && !start.startsWith("http://")) {
      throw losses.refusal(Feature.IMAGE_URL);
    }
    return url;
  }

  private void file(Media media) throws IOException {
    ByteBuf base64 = media.base64();
    if (base64 == null) {
      throw losses.refusal(Feature.DOCUMENT_URL);
    }
    String title = media.title();
    json.writeStringField("type", "file");
    json.writeObjectFieldStart("file");
    json.writeStringField("filename", title == null ? fileName(media.mimeType()) : title);
    json.writeFieldName("file_data");
    dataUrl(media.mimeType(), Feature.DOCUMENT, base64);
    json.writeEndObject();
  }

  private static String fileName(@Nullable String mimeType) {
    return PDF.equals(mimeType) ? "document.pdf" : "document";
  }

  private void audio(Media media) throws IOException {
    ByteBuf base64 = media.base64();
    String format = format(media.mimeType());
    if (base64 == null || format == null) {
      throw losses.refusal(Feature.AUDIO);
    }
    json.writeStringField("type", "input_audio");
    json.writeObjectFieldStart("input_audio");
    json.writeFieldName("data");
    TurnJson.quoted(json, out, base64);
    json.writeStringField("format", format);
    json.writeEndObject();
  }

  private static @Nullable String format(@Nullable String mimeType) {
    return switch (mimeType == null ? "" : mimeType.toLowerCase(Locale.ROOT)) {
      case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave" -> "wav";
      case "audio/mp3", "audio/mpeg" -> "mp3";
      default -> null;
    };
  }

  /** A data URL, its bytes past the generator. */
  private void dataUrl(@Nullable String mimeType, Feature feature, ByteBuf base64)
      throws IOException {
    if (mimeType == null || !mimeType.chars().allMatch(ChatPartWriter::isPlain)) {
      throw losses.refusal(feature);
    }
    json.writeRawValue("\"data:" + mimeType + ";base64,");
    json.flush();
    out.writeBytes(base64, base64.readerIndex(), base64.readableBytes());
    json.writeRaw('"');
  }

  private static boolean isPlain(int c) {
    return Character.isLetterOrDigit(c) ? c < 128 : "/.+-_".indexOf(c) >= 0;
  }
}
