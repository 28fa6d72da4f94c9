package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.AnswerEvents;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The named events of a response. Content is what a {@code *.delta} brings, a partial image, and an
 * output that first shows in the event that completes it.
 */
@HotPath
final class ResponseEvents implements AnswerEvents {
  private static final int TYPE_BYTES = 64;

  private static final String[] IDS = {"response.id", "response.previous_response_id"};
  private static final JsonPaths PATHS = paths();
  private static final AnswerError FLAT = new AnswerError(PATHS, "");
  private static final AnswerError NESTED = new AnswerError(PATHS, "error.");
  private static final AnswerError IN_RESPONSE = new AnswerError(PATHS, "response.error.");
  private static final UsageTally.Where FIGURES = new UsageTally.Where(PATHS, "response.usage");
  private static final int[] ID_PATHS = Arrays.stream(IDS).mapToInt(PATHS::id).toArray();
  private static final int TYPE = PATHS.id("type");
  private static final int DELTA = PATHS.id("delta");
  private static final int PARTIAL_IMAGE = PATHS.id("partial_image_b64");
  private static final int OUTPUT = PATHS.id("response.output");
  private static final int ERROR = PATHS.id("error");

  private static final byte[] DELTA_SUFFIX = ascii(".delta");
  private static final byte[] COMPLETED = ascii("response.completed");
  private static final byte[] INCOMPLETE = ascii("response.incomplete");
  private static final byte[] FAILED = ascii("response.failed");
  private static final byte[] FLAT_ERROR = ascii("error");

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final UsageTally tally = new UsageTally(FIGURES);

  /** Bytes of the event's name so far, and how many of them are those of {@link #FLAT_ERROR}. */
  private int nameBytes;

  private int errorBytes;

  private static JsonPaths paths() {
    JsonPaths.Builder builder =
        JsonPaths.builder()
            .path("delta", "partial_image_b64", "response.output", "error")
            .path(IDS);
    UsageTally.declare(builder, "response.usage");
    AnswerError.declare(builder, "");
    AnswerError.declare(builder, "error.");
    AnswerError.declare(builder, "response.error.");
    return builder.captured("type", TYPE_BYTES).build();
  }

  @Override
  public JsonScanner scanner() {
    return scanner;
  }

  @Override
  public void name(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean matches =
          errorBytes == nameBytes
              && nameBytes < FLAT_ERROR.length
              && bytes[i] == FLAT_ERROR[nameBytes];
      errorBytes += matches ? 1 : 0;
      nameBytes++;
    }
  }

  @Override
  public void startAnswer() {
    tally.reset();
    reset();
  }

  @Override
  public void reset() {
    scanner.reset();
    nameBytes = 0;
    errorBytes = 0;
  }

  @Override
  public void tally() {
    tally.read(scanner);
  }

  @Override
  public @Nullable Failure error(boolean contentSeen) {
    if (scanner.type(ERROR).isFilled()) {
      return NESTED.read(scanner, contentSeen);
    }
    if (scanner.textIs(TYPE, FAILED)) {
      return IN_RESPONSE.read(scanner, contentSeen);
    }
    boolean named = errorBytes == FLAT_ERROR.length && nameBytes == FLAT_ERROR.length;
    return named || scanner.textIs(TYPE, FLAT_ERROR) ? FLAT.read(scanner, contentSeen) : null;
  }

  @Override
  public boolean hasContent() {
    if (scanner.textEndsWith(TYPE, DELTA_SUFFIX)) {
      return scanner.type(DELTA).isFilled();
    }
    return scanner.type(PARTIAL_IMAGE).isFilled()
        || (finishes() && scanner.type(OUTPUT).isFilled());
  }

  @Override
  public long contentBytes() {
    return scanner.textEndsWith(TYPE, DELTA_SUFFIX) ? scanner.stringBytes(DELTA) : 0;
  }

  @Override
  public boolean finishes() {
    return scanner.textIs(TYPE, COMPLETED) || scanner.textIs(TYPE, INCOMPLETE);
  }

  @Override
  public boolean isLast() {
    return finishes();
  }

  @Override
  public int[] responseIds() {
    return ID_PATHS;
  }

  @Override
  public @Nullable Usage usage() {
    return tally.usage();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
