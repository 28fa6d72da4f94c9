package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.StoredState;
import dev.isthmus.core.dialect.Field;
import dev.isthmus.core.dialect.JsonFactsReader;
import dev.isthmus.core.dialect.Marks;
import dev.isthmus.core.dialect.Spares;
import io.netty.util.Recycler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a Messages request from its bytes in place. Only a chat answers with text, so
 * that only it must bound its output, and may stream. Threads: one event loop.
 */
final class AnthropicFactsReader extends JsonFactsReader {
  private static final byte[] GLOBAL = "global".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JSON_SCHEMA = "json_schema".getBytes(StandardCharsets.US_ASCII);

  private static final Recycler<AnthropicFactsReader> SPARE =
      new Recycler<>(Spares.MOST, Spares.KEEP_EACH, Spares.CHUNK) {
        @Override
        protected AnthropicFactsReader newObject(Handle<AnthropicFactsReader> handle) {
          return new AnthropicFactsReader(handle);
        }
      };

  private final Recycler.Handle<AnthropicFactsReader> handle;
  private Operation operation = Operation.CHAT;

  private AnthropicFactsReader(Recycler.Handle<AnthropicFactsReader> handle) {
    super(AnthropicPaths.PATHS);
    this.handle = handle;
  }

  static AnthropicFactsReader of(Operation operation) {
    AnthropicFactsReader reader = SPARE.get();
    reader.operation = operation;
    return reader;
  }

  @Override
  public void release() {
    reset();
    handle.recycle(this);
  }

  @Override
  public long session() {
    return fields.hash(AnthropicPaths.USER);
  }

  @Override
  protected CallFacts read(@Nullable String pathModel) {
    boolean answers = operation == Operation.CHAT;
    String model = pathModel == null ? fields.model(AnthropicPaths.MODEL) : pathModel;
    fields.require(
        AnthropicPaths.MESSAGES, JsonType.ARRAY, JsonType.ARRAY, "an array that is not empty");
    if (!fields.type(AnthropicPaths.THINKING).isNothing()) {
      fields.require(AnthropicPaths.THINKING, JsonType.OBJECT, JsonType.OBJECT, "an object");
    }
    refuseWhatIsTheAccounts();
    if (fields.range(AnthropicPaths.VERSION).isPresent()) {
      // The clouds have it in the body, where ours must not be the second one.
      fields.refuse(AnthropicPaths.VERSION, "nothing, as the header anthropic-version says it");
    }
    int images = AnthropicPaths.images(scanner);
    return new CallFacts(
        operation,
        model,
        fields.flag(AnthropicPaths.STREAM) && answers,
        true,
        scanner.offset(),
        scanner.stringBytes() - AnthropicPaths.base64Bytes(scanner),
        images,
        maxOutputTokens(answers),
        1,
        requires(images),
        answers && AnthropicPaths.holdsForeignThoughts(scanner),
        StoredState.NONE);
  }

  /** All callers share one account: what lives there is nobody's to name, nor is its region. */
  private void refuseWhatIsTheAccounts() {
    fields.refuseIfThere(AnthropicPaths.CONTAINER, "none; containers live at one account");
    fields.refuseIfThere(
        AnthropicPaths.MCP_SERVERS, "none; the gateway's provider calls no others");
    for (Field file : AnthropicPaths.FILES) {
      fields.refuseIfThere(file, "none; files live at one account");
    }
    if (!fields.textIs(AnthropicPaths.INFERENCE_GEO, GLOBAL)) {
      fields.refuseIfThere(AnthropicPaths.INFERENCE_GEO, "none; configuration says where");
    }
  }

  private long maxOutputTokens(boolean required) {
    if (required) {
      fields.require(
          AnthropicPaths.MAX_TOKENS, JsonType.NUMBER, JsonType.NUMBER, "a whole number over 0");
    }
    return fields.number(AnthropicPaths.MAX_TOKENS, 1, Integer.MAX_VALUE);
  }

  private long requires(int images) {
    long bits = Capability.of(operation).bit();
    bits |= images > 0 ? Capability.IMAGES.bit() : 0;
    bits |= fields.hasElements(AnthropicPaths.TOOLS) ? Capability.TOOLS.bit() : 0;
    boolean schema =
        fields.textIs(AnthropicPaths.OUTPUT_FORMAT, JSON_SCHEMA)
            || fields.textIs(AnthropicPaths.OLDER_OUTPUT_FORMAT, JSON_SCHEMA);
    bits |= schema ? Capability.JSON_SCHEMA.bit() : 0;
    return bits;
  }

  @Override
  protected Marks mark() {
    return Marks.of(
        (int) scanner.firstMember(),
        scanner.members() == 0,
        fields.range(AnthropicPaths.MODEL),
        fields.member(AnthropicPaths.MODEL));
  }
}
