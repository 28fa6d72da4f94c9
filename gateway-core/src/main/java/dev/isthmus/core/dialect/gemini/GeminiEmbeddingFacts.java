package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Field;
import dev.isthmus.core.dialect.JsonFactsReader;
import dev.isthmus.core.dialect.Marks;
import dev.isthmus.core.dialect.RequestFields;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a request for vectors. The path names the model; a body that names one must
 * name the same. Threads: one event loop.
 */
final class GeminiEmbeddingFacts extends JsonFactsReader {
  private static final int NAME_BYTES = RequestFields.MODEL_BYTES * 2;
  private static final String RESOURCE = "models/";

  private static final JsonPaths PATHS =
      JsonPaths.builder()
          .guarded("content", "requests", "instances")
          .captured("model", NAME_BYTES)
          .captured("requests[].model", NAME_BYTES)
          .build();

  private static final Field MODEL = Field.of(PATHS, "model");
  private static final Field EACH_MODEL = Field.of(PATHS, "requests[].model");

  private final Field subject;

  GeminiEmbeddingFacts(GeminiEmbeddingForm form) {
    super(PATHS);
    this.subject = Field.of(PATHS, form.subject());
  }

  @Override
  protected CallFacts read(@Nullable String pathModel) {
    String model = fields.pathModel(pathModel);
    fields.require(subject, JsonType.ARRAY, JsonType.OBJECT, "filled");
    requireSame(MODEL, model);
    requireSame(EACH_MODEL, model);
    return new CallFacts(
        Operation.EMBEDDING,
        model,
        false,
        false,
        scanner.offset(),
        scanner.stringBytes(),
        0,
        -1,
        1,
        Capability.EMBEDDING.bit());
  }

  private void requireSame(Field named, String model) {
    if (fields.type(named).isNothing()) {
      return;
    }
    String name = fields.type(named) == JsonType.STRING ? scanner.text(named.id()) : null;
    if (name == null || !(name.equals(model) || name.endsWith(RESOURCE + model))) {
      fields.refuse(named, "the model that the path names, or none");
    }
  }

  @Override
  protected Marks mark() {
    return Marks.of(
        (int) scanner.firstMember(),
        scanner.members() == 0,
        Marks.Range.ABSENT,
        Marks.Range.ABSENT);
  }
}
