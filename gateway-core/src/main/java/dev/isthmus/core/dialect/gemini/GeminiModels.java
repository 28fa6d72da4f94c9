package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.JsonText;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Writes which models there are, as {@code GET /v1beta/models} answers. Threads: any. */
final class GeminiModels {

  private GeminiModels() {}

  static ByteBuf list(List<String> models) {
    JsonText text = new JsonText().raw("{\"models\":[");
    String separator = "";
    for (String model : models) {
      write(text.raw(separator), model);
      separator = ",";
    }
    return text.raw("]}").bytes();
  }

  static ByteBuf one(String model) {
    return write(new JsonText(), model).bytes();
  }

  private static JsonText write(JsonText text, String model) {
    return text.raw("{\"name\":")
        .string("models/" + model)
        .raw(",\"displayName\":")
        .string(model)
        .raw(",\"supportedGenerationMethods\":[\"generateContent\",\"streamGenerateContent\"]}");
  }
}
