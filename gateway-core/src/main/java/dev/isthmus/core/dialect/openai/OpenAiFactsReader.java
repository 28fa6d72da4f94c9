package dev.isthmus.core.dialect.openai;

import static dev.isthmus.core.dialect.openai.RequestPaths.BACKGROUND;
import static dev.isthmus.core.dialect.openai.RequestPaths.CACHE_KEY;
import static dev.isthmus.core.dialect.openai.RequestPaths.CHOICES;
import static dev.isthmus.core.dialect.openai.RequestPaths.CONVERSATION;
import static dev.isthmus.core.dialect.openai.RequestPaths.FUNCTIONS;
import static dev.isthmus.core.dialect.openai.RequestPaths.INCLUDE_USAGE;
import static dev.isthmus.core.dialect.openai.RequestPaths.INPUT;
import static dev.isthmus.core.dialect.openai.RequestPaths.INPUT_IMAGES;
import static dev.isthmus.core.dialect.openai.RequestPaths.INPUT_ITEMS;
import static dev.isthmus.core.dialect.openai.RequestPaths.INPUT_TOKENS;
import static dev.isthmus.core.dialect.openai.RequestPaths.MAX_COMPLETION_TOKENS;
import static dev.isthmus.core.dialect.openai.RequestPaths.MAX_OUTPUT_TOKENS;
import static dev.isthmus.core.dialect.openai.RequestPaths.MAX_TOKENS;
import static dev.isthmus.core.dialect.openai.RequestPaths.MESSAGES;
import static dev.isthmus.core.dialect.openai.RequestPaths.MESSAGE_IMAGES;
import static dev.isthmus.core.dialect.openai.RequestPaths.MODEL;
import static dev.isthmus.core.dialect.openai.RequestPaths.OUTPUT_IMAGES;
import static dev.isthmus.core.dialect.openai.RequestPaths.PATHS;
import static dev.isthmus.core.dialect.openai.RequestPaths.PREVIOUS_RESPONSE;
import static dev.isthmus.core.dialect.openai.RequestPaths.PROMPT;
import static dev.isthmus.core.dialect.openai.RequestPaths.PROMPT_ITEMS;
import static dev.isthmus.core.dialect.openai.RequestPaths.PROMPT_TOKENS;
import static dev.isthmus.core.dialect.openai.RequestPaths.RESPONSE_FORMAT;
import static dev.isthmus.core.dialect.openai.RequestPaths.STORE;
import static dev.isthmus.core.dialect.openai.RequestPaths.STREAM;
import static dev.isthmus.core.dialect.openai.RequestPaths.STREAM_OPTIONS;
import static dev.isthmus.core.dialect.openai.RequestPaths.TEXT_FORMAT;
import static dev.isthmus.core.dialect.openai.RequestPaths.TOOLS;

import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.StoredState;
import dev.isthmus.core.call.StoredState.Storing;
import dev.isthmus.core.dialect.Field;
import dev.isthmus.core.dialect.JsonFactsReader;
import dev.isthmus.core.dialect.Marks;
import dev.isthmus.core.dialect.Spares;
import io.netty.util.Recycler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of an OpenAI request from its bytes in place. Threads: one event loop.
 *
 * <p>Source: openai-openapi, {@code CreateChatCompletionRequest}, {@code CreateCompletionRequest},
 * {@code CreateEmbeddingRequest}, {@code CreateResponse}, {@code CreateImageRequest}.
 */
final class OpenAiFactsReader extends JsonFactsReader {
  /** More answers than any provider gives to one request. */
  private static final int MAX_CHOICES = 128;

  /** OpenAI's own bound. */
  private static final int MAX_IMAGES = 10;

  /** A token given by its number counts as much text as a token of text. */
  private static final int BYTES_PER_TOKEN = 4;

  private static final int QUOTES = 2;

  private static final byte[] JSON_SCHEMA = "json_schema".getBytes(StandardCharsets.US_ASCII);
  private static final Field[] TOKENS_BY_NUMBER = {
    PROMPT_ITEMS, PROMPT_TOKENS, INPUT_ITEMS, INPUT_TOKENS
  };
  private static final String TEXT_OR_ARRAY = "a string, or an array that is not empty";

  /** Scanners have much to set up, and a loop needs as many as requests arrive at one time. */
  private static final Recycler<OpenAiFactsReader> SPARE =
      new Recycler<>(Spares.MOST, Spares.KEEP_EACH, Spares.CHUNK) {
        @Override
        protected OpenAiFactsReader newObject(Handle<OpenAiFactsReader> handle) {
          return new OpenAiFactsReader(handle);
        }
      };

  private final Recycler.@Nullable Handle<OpenAiFactsReader> handle;
  private Operation operation = Operation.CHAT;

  private OpenAiFactsReader(Recycler.@Nullable Handle<OpenAiFactsReader> handle) {
    super(PATHS);
    this.handle = handle;
  }

  /** A reader that is used once. */
  OpenAiFactsReader(Operation operation) {
    super(PATHS);
    this.handle = null;
    this.operation = operation;
  }

  static OpenAiFactsReader of(Operation operation) {
    OpenAiFactsReader reader = SPARE.get();
    reader.operation = operation;
    return reader;
  }

  @Override
  public void release() {
    reset();
    if (handle != null) {
      handle.recycle(this);
    }
  }

  @Override
  public long session() {
    return fields.hash(CACHE_KEY);
  }

  private void requireInput() {
    switch (operation) {
      case CHAT ->
          fields.require(MESSAGES, JsonType.ARRAY, JsonType.ARRAY, "an array that is not empty");
      case COMPLETION -> {
        if (fields.type(PROMPT) != JsonType.EMPTY_STRING) {
          fields.require(PROMPT, JsonType.STRING, JsonType.ARRAY, TEXT_OR_ARRAY);
        }
      }
      case EMBEDDING -> fields.require(INPUT, JsonType.STRING, JsonType.ARRAY, TEXT_OR_ARRAY);
      case RESPONSE, COUNT -> {
        if (fields.type(PROMPT) != JsonType.OBJECT || !fields.type(INPUT).isNothing()) {
          fields.require(INPUT, JsonType.STRING, JsonType.ARRAY, TEXT_OR_ARRAY);
        }
      }
      case IMAGE ->
          fields.require(PROMPT, JsonType.STRING, JsonType.STRING, "a string that is not empty");
      case STORED, INFER ->
          throw new IllegalStateException(
              "operation: " + operation + " (expected: one with a body of OpenAI's)");
    }
  }

  /** What comes of a picture before it is done has a form of its own, which is not read. */
  private void refuseParts() {
    if (operation == Operation.IMAGE && fields.flag(STREAM)) {
      fields.refuseUnsupported(STREAM, "false; images are not streamed");
    }
  }

  /** What a response stores or continues stands at one provider: no other could go on with it. */
  private StoredState stored() {
    if (operation != Operation.RESPONSE && operation != Operation.COUNT) {
      return StoredState.NONE;
    }
    boolean asked = fields.flag(STORE);
    if (fields.flag(BACKGROUND)) {
      fields.refuseUnsupported(BACKGROUND, "false; responses are not run in the background");
    }
    if (!fields.type(CONVERSATION).isNothing()) {
      fields.refuseUnsupported(CONVERSATION, "none; send previous_response_id or the whole input");
    }
    Storing unasked = fields.type(STORE) == JsonType.FALSE ? Storing.NO : Storing.UNSAID;
    return new StoredState(asked ? Storing.YES : unasked, previousResponse());
  }

  /** An id is never written with escapes; one that is could not be cut where it stands. */
  private @Nullable String previousResponse() {
    if (fields.type(PREVIOUS_RESPONSE).isNothing()) {
      return null;
    }
    String text = scanner.text(PREVIOUS_RESPONSE.id());
    Marks.Range range = fields.range(PREVIOUS_RESPONSE);
    if (text == null || text.isEmpty() || text.length() + QUOTES != range.end() - range.start()) {
      fields.refuse(PREVIOUS_RESPONSE, "the id of a response");
    }
    return text;
  }

  @Override
  protected CallFacts read(@Nullable String pathModel) {
    String model = pathModel == null ? fields.model(MODEL) : pathModel;
    requireInput();
    StoredState stored = stored();
    refuseParts();
    boolean streams = operation.generates();
    int images = images();
    return new CallFacts(
        operation,
        model,
        streams && fields.flag(STREAM),
        streams && includeUsage(),
        scanner.offset(),
        scanner.stringBytes() + BYTES_PER_TOKEN * tokensByNumber(),
        images,
        maxOutputTokens(),
        choices(),
        requires(images) | (stored.isNeeded() ? Capability.STORED_RESPONSE.bit() : 0),
        /* foreignHistory= */ false,
        stored);
  }

  private boolean includeUsage() {
    JsonType options = fields.type(STREAM_OPTIONS);
    if (!options.isNothing() && options != JsonType.EMPTY_OBJECT && options != JsonType.OBJECT) {
      fields.refuse(STREAM_OPTIONS, "an object");
    }
    return fields.flag(INCLUDE_USAGE);
  }

  private long maxOutputTokens() {
    return switch (operation) {
      case CHAT -> {
        long newer = fields.number(MAX_COMPLETION_TOKENS, 1, Integer.MAX_VALUE);
        long older = fields.number(MAX_TOKENS, 1, Integer.MAX_VALUE);
        yield newer >= 0 ? newer : older;
      }
      // Zero is how evaluations ask for the probabilities of the prompt alone.
      case COMPLETION -> fields.number(MAX_TOKENS, 0, Integer.MAX_VALUE);
      case RESPONSE -> fields.number(MAX_OUTPUT_TOKENS, 1, Integer.MAX_VALUE);
      case EMBEDDING, COUNT, STORED, IMAGE, INFER -> -1;
    };
  }

  private int choices() {
    return switch (operation) {
      case CHAT, COMPLETION -> (int) Math.max(1, fields.number(CHOICES, 1, MAX_CHOICES));
      case IMAGE -> (int) Math.max(1, fields.number(CHOICES, 1, MAX_IMAGES));
      case EMBEDDING, RESPONSE, STORED, COUNT, INFER -> 1;
    };
  }

  private int images() {
    int parts = fields.count(MESSAGE_IMAGES) + fields.count(INPUT_IMAGES);
    return Math.max(parts + fields.count(OUTPUT_IMAGES), scanner.imageUrls());
  }

  private long tokensByNumber() {
    long tokens = 0;
    for (Field items : TOKENS_BY_NUMBER) {
      tokens += fields.type(items) == JsonType.NUMBER ? fields.count(items) : 0;
    }
    return tokens;
  }

  private long requires(int images) {
    long bits = Capability.of(operation).bit();
    bits |= images > 0 ? Capability.IMAGES.bit() : 0;
    if (operation.isConversation() || operation == Operation.COUNT) {
      boolean tools = fields.hasElements(TOOLS) || fields.hasElements(FUNCTIONS);
      Field format = operation == Operation.CHAT ? RESPONSE_FORMAT : TEXT_FORMAT;
      bits |= tools ? Capability.TOOLS.bit() : 0;
      bits |= fields.textIs(format, JSON_SCHEMA) ? Capability.JSON_SCHEMA.bit() : 0;
    }
    return bits;
  }

  @Override
  protected Marks mark() {
    return new Marks(
        (int) scanner.firstMember(),
        scanner.members() == 0,
        fields.range(MODEL),
        fields.member(MODEL),
        fields.range(STREAM_OPTIONS),
        fields.firstMember(STREAM_OPTIONS),
        fields.range(INCLUDE_USAGE),
        fields.range(STORE),
        fields.range(PREVIOUS_RESPONSE));
  }
}
