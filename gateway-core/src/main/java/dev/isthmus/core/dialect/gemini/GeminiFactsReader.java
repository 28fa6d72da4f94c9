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
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a generateContent request from its bytes in place. The model and the wish for
 * a stream come from the path. Threads: one event loop.
 */
final class GeminiFactsReader extends JsonFactsReader {
  /** The most candidates that Google gives to one request. */
  static final int MAX_CHOICES = 8;

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

  private GeminiFactsReader(Recycler.Handle<GeminiFactsReader> handle) {
    super(PATHS);
    this.handle = handle;
  }

  static GeminiFactsReader of(Operation operation, boolean stream) {
    GeminiFactsReader reader = SPARE.get();
    reader.operation = operation;
    reader.stream = stream;
    return reader;
  }

  @Override
  public void release() {
    reset();
    handle.recycle(this);
  }

  @Override
  protected CallFacts read(@Nullable String pathModel) {
    String model = fields.pathModel(pathModel);
    fields.require(
        CONTENTS, JsonType.ARRAY, JsonType.OBJECT, "an array of contents that is not empty");
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
        operation == Operation.CHAT && holdsMinted(),
        StoredState.NONE);
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
  @Override
  protected Marks mark() {
    return Marks.of(
        (int) scanner.firstMember(),
        scanner.members() == 0,
        Marks.Range.ABSENT,
        Marks.Range.ABSENT);
  }
}
