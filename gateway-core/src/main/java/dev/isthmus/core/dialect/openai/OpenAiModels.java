package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.JsonText;
import io.netty.buffer.ByteBuf;
import java.util.Collection;

/** Writes which models there are, as {@code GET /v1/models} answers. Threads: any; stateless. */
public final class OpenAiModels {
  private static final String OWNER = "isthmus";

  private OpenAiModels() {}

  /**
   * The list of {@code models}, in their order; the caller owns the result.
   *
   * @param createdSeconds what stands as the time of creation, in seconds since 1970
   */
  public static ByteBuf list(Collection<String> models, long createdSeconds) {
    JsonText text = new JsonText().raw("{\"object\":\"list\",\"data\":[");
    String separator = "";
    for (String model : models) {
      write(text.raw(separator), model, createdSeconds);
      separator = ",";
    }
    return text.raw("]}").bytes();
  }

  /** One model; the caller owns the result. */
  public static ByteBuf one(String model, long createdSeconds) {
    return write(new JsonText(), model, createdSeconds).bytes();
  }

  private static JsonText write(JsonText text, String model, long createdSeconds) {
    return text.raw("{\"id\":")
        .string(model)
        .raw(",\"object\":\"model\",\"created\":")
        .number(createdSeconds)
        .raw(",\"owned_by\":")
        .string(OWNER)
        .raw("}");
  }
}
