package dev.isthmus.core.dialect.gemini;

import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.BUCKETS;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.CACHED_CONTENT;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.CHOICES;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.CONTENTS;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.DATA;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.FUNCTIONS;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.GENERATION_CONFIG;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.IMAGES;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.MAX_TOKENS;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.MINTED;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.PATHS;
import static dev.isthmus.core.dialect.gemini.GeminiRequestPaths.SCHEMAS;

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
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a generateContent request from its bytes in place. The model and the wish for
 * a stream come from the path. Threads: one event loop.
 */
final class GeminiFactsReader implements FactsReader {
  /** The most candidates that Google gives to one request. */
  static final int MAX_CHOICES = 8;

  private static final String MODEL_EXPECTED =
      "model: expected in the path, at most "
          + RequestFields.MODEL_BYTES
          + " bytes without control characters";

  private static final Recycler<GeminiFactsReader> SPARE =
      new Recycler<>(Spares.MOST, Spares.KEEP_EACH, Spares.CHUNK) {
        @Override
        protected GeminiFactsReader newObject(Handle<GeminiFactsReader> handle) {
          return new GeminiFactsReader(handle);
        }
      };

  private final Recycler.Handle<GeminiFactsReader> handle;
  private Operation operation = Operation.CHAT;
  private boolean stream;
  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final RequestFields fields = new RequestFields(scanner);
  private @Nullable CallFacts facts;
  private @Nullable Marks marks;

  private GeminiFactsReader(Recycler.Handle<GeminiFactsReader> handle) {
    this.handle = handle;
  }

  static GeminiFactsReader of(Operation operation, boolean stream) {
    GeminiFactsReader reader = SPARE.get();
    reader.operation = operation;
    reader.stream = stream;
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
    if (pathModel == null || !RequestFields.isName(pathModel)) {
      return Failure.ofClient(FailureKind.INVALID_REQUEST, MODEL_EXPECTED, "model");
    }
    fields.require(
        CONTENTS, JsonType.ARRAY, JsonType.OBJECT, "an array of contents that is not empty");
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

  private CallFacts read(String model) {
    spelled(GENERATION_CONFIG);
    refuseWhatIsTheAccounts();
    int images = images();
    return new CallFacts(
        operation,
        model,
        stream,
        true,
        scanner.offset(),
        scanner.stringBytes() - mediaBytes(),
        images,
        fields.number(spelled(MAX_TOKENS), 1, Integer.MAX_VALUE),
        (int) Math.max(1, fields.number(spelled(CHOICES), 1, MAX_CHOICES)),
        requires(images),
        operation == Operation.CHAT && holdsMinted());
  }

  /**
   * All callers share one account: what lives there is nobody's to name, and buckets are opened
   * with its rights.
   */
  private void refuseWhatIsTheAccounts() {
    for (Field cached : CACHED_CONTENT) {
      fields.refuseIfThere(cached, "none; caches live at one account");
    }
    for (Field bucket : BUCKETS) {
      if (fields.count(bucket) > 0) {
        fields.refuseUnsupported(bucket, "https; buckets are opened with the account's rights");
      }
    }
  }

  /** The one of a field's spellings that the request uses; two of them at once are at fault. */
  private Field spelled(Field... spellings) {
    Field used = spellings[0];
    for (Field spelling : spellings) {
      if (fields.type(spelling) == JsonType.ABSENT) {
        continue;
      }
      if (fields.type(used) != JsonType.ABSENT && !used.equals(spelling)) {
        fields.refuse(spelling, "not beside " + used.name());
      }
      used = spelling;
    }
    return used;
  }

  private int images() {
    int images = 0;
    for (Field type : IMAGES) {
      images += fields.count(type);
    }
    return images;
  }

  private boolean holdsMinted() {
    int minted = 0;
    for (Field signature : MINTED) {
      minted += fields.count(signature);
    }
    return minted > 0;
  }

  private long mediaBytes() {
    long bytes = 0;
    for (Field data : DATA) {
      bytes += scanner.stringBytes(data.id());
    }
    return bytes;
  }

  private long requires(int images) {
    long bits = Capability.of(operation).bit();
    bits |= images > 0 ? Capability.IMAGES.bit() : 0;
    bits |= isFilled(FUNCTIONS) ? Capability.TOOLS.bit() : 0;
    bits |= isFilled(SCHEMAS) ? Capability.JSON_SCHEMA.bit() : 0;
    return bits;
  }

  private boolean isFilled(Field... fieldsOrOthers) {
    for (Field field : fieldsOrOthers) {
      if (fields.isFilled(field)) {
        return true;
      }
    }
    return false;
  }

  /** No provider of this dialect needs anything changed: its path says what the body does not. */
  private Marks mark() {
    return new Marks(
        (int) scanner.firstMember(),
        scanner.members() == 0,
        Marks.Range.ABSENT,
        Marks.Range.ABSENT,
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
