package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes images and documents, by value alone. */
final class ConverseMedia {
  private static final int MAX_NAME_CHARS = 200;

  /** Room for what makes a name another one. */
  private static final int MAX_TITLE_CHARS = MAX_NAME_CHARS - 12;

  private static final Map<String, String> IMAGES =
      Map.of(
          "image/png", "png",
          "image/jpeg", "jpeg",
          "image/jpg", "jpeg",
          "image/gif", "gif",
          "image/webp", "webp");

  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "application/pdf", "pdf",
          "text/csv", "csv",
          "application/msword", "doc",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          "application/vnd.ms-excel", "xls",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
          "text/html", "html",
          "text/plain", "txt",
          "text/markdown", "md");

  private final JsonGenerator json;
  private final ByteBuf out;
  private final Losses losses;

  /** A request's documents must differ in their names. */
  private final Set<String> names = new HashSet<>();

  /** Never counts back, so that a name is found soon. */
  private int twins = 1;

  /** Borrows {@code out}, which {@code json} writes to. */
  ConverseMedia(JsonGenerator json, ByteBuf out, Losses losses) {
    this.json = json;
    this.out = out;
    this.losses = losses;
  }

  /** Writes the member of a block. */
  void write(Media media) throws IOException {
    boolean image = media.kind() == Media.Kind.IMAGE;
    ByteBuf base64 = media.base64();
    if (base64 == null) {
      throw losses.refusal(image ? Feature.IMAGE_URL : Feature.DOCUMENT_URL);
    }
    if (image) {
      json.writeObjectFieldStart("image");
      json.writeStringField("format", format(media, IMAGES, "png, jpeg, gif or webp"));
    } else {
      json.writeObjectFieldStart("document");
      String formats = "pdf, csv, doc, docx, xls, xlsx, html, txt or md";
      json.writeStringField("format", format(media, DOCUMENTS, formats));
      json.writeStringField("name", name(media.title()));
    }
    json.writeObjectFieldStart("source");
    json.writeFieldName("bytes");
    TurnJson.quoted(json, out, base64);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** By the media type, or else by the ending of the title. */
  private String format(Media media, Map<String, String> known, String expected)
      throws TurnRefusal {
    String type = media.mimeType();
    String format = type == null ? null : known.get(type.toLowerCase(Locale.ROOT));
    String ending = ending(media.title());
    if (format == null && known.containsValue(ending)) {
      format = ending;
    }
    if (format == null) {
      String param =
          losses.name(media.kind() == Media.Kind.IMAGE ? Feature.IMAGE : Feature.DOCUMENT);
      throw new TurnRefusal(
          Failure.ofClient(
              FailureKind.UNSUPPORTED,
              param + ": another type (expected: " + expected + ")",
              param));
    }
    return format;
  }

  private static String ending(@Nullable String name) {
    if (name == null) {
      return "";
    }
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ending.equals("jpg") ? "jpeg" : ending;
  }

  /** Names hold letters, digits, single spaces, hyphens and brackets, and no two are the same. */
  private String name(@Nullable String title) {
    String plain = title == null ? "" : title.replaceAll("[^a-zA-Z0-9()\\[\\]-]+", " ").strip();
    if (plain.isEmpty()) {
      plain = "document";
    }
    plain = plain.substring(0, Math.min(plain.length(), MAX_TITLE_CHARS)).strip();
    String name = plain;
    while (!names.add(name)) {
      name = plain + " (" + ++twins + ")";
    }
    return name;
  }
}
