package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.JsonText;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes which models there are, as {@code GET /v1/models} answers. Threads: any; stateless. */
final class AnthropicModels {
  /** Clients expect a time of creation; this is what stands for one that is not known. */
  private static final String UNKNOWN_TIME = "1970-01-01T00:00:00Z";

  private AnthropicModels() {}

  /** All of {@code models} on one page, in their order; the caller owns the result. */
  static ByteBuf list(List<String> models) {
    JsonText text = new JsonText().raw("{\"data\":[");
    String separator = "";
    for (String model : models) {
      write(text.raw(separator), model);
      separator = ",";
    }
    return text.raw("],\"has_more\":false,\"first_id\":")
        .string(at(models, 0))
        .raw(",\"last_id\":")
        .string(at(models, models.size() - 1))
        .raw("}")
        .bytes();
  }

  /** One model; the caller owns the result. */
  static ByteBuf one(String model) {
    return write(new JsonText(), model).bytes();
  }

  private static @Nullable String at(List<String> models, int index) {
    return models.isEmpty() ? null : models.get(index);
  }

  private static JsonText write(JsonText text, String model) {
    return text.raw("{\"type\":\"model\",\"id\":")
        .string(model)
        .raw(",\"display_name\":")
        .string(model)
        .raw(",\"created_at\":")
        .string(UNKNOWN_TIME)
        .raw("}");
  }
}
