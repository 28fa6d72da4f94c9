package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Field;
import dev.isthmus.core.dialect.JsonFactsReader;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads the facts of an inference over HTTP; the path names the model. Threads: one. */
final class InferFactsReader extends JsonFactsReader {
  private static final JsonPaths PATHS = JsonPaths.builder().path("inputs", "outputs").build();
  private static final Field INPUTS = Field.of(PATHS, "inputs");
  private static final Field OUTPUTS = Field.of(PATHS, "outputs");

  private final JsonPart json = new JsonPart(scanner);

  /**
   * @param jsonBytes of the body, or one of {@link JsonPart}'s words
   */
  InferFactsReader(long jsonBytes) {
    super(PATHS);
    json.is(jsonBytes);
  }

  @Override
  public @Nullable Failure see(ByteBuf part) {
    return json.isBroken() ? BROKEN_LENGTH : invalid(json.see(part));
  }

  @Override
  public @Nullable Failure finish(@Nullable String pathModel) {
    return json.isBroken() ? BROKEN_LENGTH : finish(json.end(), pathModel);
  }

  @Override
  protected CallFacts read(@Nullable String pathModel) {
    String model = fields.pathModel(pathModel);
    if (!json.isAbsent()) {
      fields.require(INPUTS, JsonType.ARRAY, JsonType.EMPTY_ARRAY, "an array");
      fields.hasElements(OUTPUTS);
    }
    return facts(model, json.seen());
  }

  /** One inference; it is never streamed, and what it takes is no matter of tokens. */
  static CallFacts facts(String model, long bytes) {
    return new CallFacts(
        Operation.INFER,
        model,
        /* stream= */ false,
        /* includeUsage= */ false,
        bytes,
        bytes,
        /* images= */ 0,
        /* maxOutputTokens= */ -1,
        /* choices= */ 1,
        Capability.INFER.bit());
  }

  /** Nothing in the body is ever changed. */
  @Override
  protected Marks mark() {
    return NOWHERE;
  }

  static Marks marks(Marks.Range model) {
    return Marks.of(-1, false, model, model);
  }

  private static final Marks NOWHERE = marks(Marks.Range.ABSENT);

  private static final Failure BROKEN_LENGTH =
      Failure.ofClient(
          FailureKind.INVALID_REQUEST,
          KserveDialect.JSON_BYTES + ": not one number (expected: the length of the JSON)");
}
