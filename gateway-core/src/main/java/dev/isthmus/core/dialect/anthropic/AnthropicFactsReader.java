package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.Field;
import dev.isthmus.core.dialect.Marks;
import dev.isthmus.core.dialect.RequestFields;
import dev.isthmus.core.dialect.Spares;
import io.netty.buffer.ByteBuf;
import io.netty.util.Recycler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a Messages request from its bytes in place. Only a chat answers with text, so
 * that only it must bound its output, and may stream. Threads: one event loop.
 */
final class AnthropicFactsReader implements FactsReader {
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
  private final JsonScanner scanner = new JsonScanner(AnthropicPaths.PATHS, JsonScanner.MAX_DEPTH);
  private final RequestFields fields = new RequestFields(scanner);
  private Operation operation = Operation.CHAT;
  private @Nullable CallFacts facts;
  private @Nullable Marks marks;

  private AnthropicFactsReader(Recycler.Handle<AnthropicFactsReader> handle) {
    this.handle = handle;
  }

  static AnthropicFactsReader of(Operation operation) {
    AnthropicFactsReader reader = SPARE.get();
    reader.operation = operation;
    reader.scanner.reset();
    reader.fields.reset();
    reader.facts = null;
    reader.marks = null;
    return reader;
  }

  @Override
  public void release() {
    handle.recycle(this);
  }

  @Override
  public @Nullable Failure see(ByteBuf part) {
    return invalid(scanner.feed(part));
  }

  @Override
  public @Nullable Failure finish(@Nullable String pathModel) {
    Failure invalid = invalid(scanner.end());
    if (invalid != null) {
      return invalid;
    }
    CallFacts read = read(pathModel);
    if (fields.failure() == null) {
      facts = read;
      marks = mark();
    }
    return fields.failure();
  }

  @Override
  public CallFacts facts() {
    return whole(facts);
  }

  @Override
  public Marks marks() {
    return whole(marks);
  }

  private CallFacts read(@Nullable String pathModel) {
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
        answers && AnthropicPaths.holdsForeignThoughts(scanner));
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

  private Marks mark() {
    return new Marks(
        (int) scanner.firstMember(),
        scanner.members() == 0,
        fields.range(AnthropicPaths.MODEL),
        fields.member(AnthropicPaths.MODEL),
        Marks.Range.ABSENT,
        -1,
        Marks.Range.ABSENT,
        Marks.Range.ABSENT);
  }

  private static @Nullable Failure invalid(@Nullable JsonError error) {
    return error == null
        ? null
        : Failure.ofClient(FailureKind.INVALID_REQUEST, "body: " + error.describe());
  }

  private static <T> T whole(@Nullable T read) {
    if (read == null) {
      throw new IllegalStateException("the request was not read to a good end");
    }
    return read;
  }
}
