package dev.isthmus.core.dialect.gemini;

import java.util.Locale;
import java.util.Map;

/** Guesses the media type of an address, which Gemini wants and OpenAI's callers do not give. */
final class GeminiMediaType {
  private static final String DEFAULT = "image/jpeg";

  private static final Map<String, String> BY_EXTENSION =
      Map.of(
          "png", "image/png",
          "gif", "image/gif",
          "webp", "image/webp",
          "heic", "image/heic",
          "heif", "image/heif",
          "pdf", "application/pdf",
          "mp4", "video/mp4",
          "mp3", "audio/mp3",
          "wav", "audio/wav");

  private GeminiMediaType() {}

  static String of(String uri) {
    String path = uri.split("[?#]", 2)[0];
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_EXTENSION.getOrDefault(extension, DEFAULT);
  }
}
