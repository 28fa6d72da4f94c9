package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.bytes.ByteWindow;
import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One response object, scanned in place: a plain answer, or a record of a stream. Threads: one. */
@HotPath
final class GeminiRecord {
  private static final int STATUS_BYTES = 64;
  private static final String PART = "candidates[].content.parts[]";
  private static final String[] CONTENT = {
    PART + ".text",
    PART + ".functionCall",
    PART + ".inlineData",
    PART + ".executableCode",
    PART + ".codeExecutionResult"
  };
  private static final JsonPaths PATHS = paths();
  private static final long CONTENT_SET = PATHS.set(CONTENT);
  private static final int TEXT = PATHS.id(PART + ".text");
  private static final int CALL = PATHS.id(PART + ".functionCall");
  private static final int FINISH_REASON = PATHS.id("candidates[].finishReason");
  private static final int INDEX = PATHS.id("candidates[].index");
  private static final int BLOCK_REASON = PATHS.id("promptFeedback.blockReason");
  private static final int ERROR = PATHS.id("error");
  private static final int ERROR_CODE = PATHS.id("error.code");
  private static final int ERROR_STATUS = PATHS.id("error.status");

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final GeminiTally tally = new GeminiTally(PATHS);
  private final ByteWindow.Reader piece = (bytes, from, to, shift) -> feed(bytes, from, to);
  private boolean begun;

  /** The document is the only element of an array. */
  private boolean wrapped;

  private static JsonPaths paths() {
    JsonPaths.Builder builder =
        JsonPaths.builder()
            .path(CONTENT)
            .path("candidates[].index")
            .path("candidates[].finishReason", "promptFeedback.blockReason", "error", "error.code")
            .captured("error.status", STATUS_BYTES);
    GeminiTally.declare(builder);
    return builder.build();
  }

  JsonScanner scanner() {
    return scanner;
  }

  /** Borrows {@code part}; see {@link #feed(byte[], int, int)}. */
  @Nullable JsonError feed(ByteBuf part) {
    ByteWindow.show(part, part.readerIndex(), part.writerIndex(), piece);
    return scanner.error();
  }

  /** Lends the scanner the next bytes, without the array that they may stand in. */
  @Nullable JsonError feed(byte[] bytes, int first, int to) {
    int from = begun ? first : begin(bytes, first, to);
    return wrapped ? feedWrapped(bytes, from, to) : scanner.feed(bytes, from, to);
  }

  /** White space may stand before the bracket; the index of what is to be scanned. */
  private int begin(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b > ' ' || b < 0) {
        begun = true;
        wrapped = b == '[';
        return wrapped ? i + 1 : from;
      }
    }
    return from;
  }

  /** Byte by byte, as only the scanner knows where the element ends; it is a short one. */
  private @Nullable JsonError feedWrapped(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (scanner.isWhole() && b == ']') {
        continue;
      }
      JsonError error = scanner.feed(bytes, i, i + 1);
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  /** Ready for another record. */
  void reset() {
    scanner.reset();
    begun = false;
    wrapped = false;
  }

  /** Ready for another answer. */
  void startAnswer() {
    reset();
    tally.reset();
  }

  /** Keeps the usage that the record reports. */
  void tally() {
    tally.read(scanner);
  }

  @Nullable Usage usage() {
    return tally.usage();
  }

  /** Whether it brings text, a thought, a call or media. */
  boolean hasContent() {
    return scanner.isAnyFilled(CONTENT_SET);
  }

  /** Bytes of text and of calls; of several calls the last one stands for each. */
  long contentBytes() {
    long call = scanner.end(CALL) - scanner.start(CALL);
    return scanner.stringBytes(TEXT) + scanner.count(CALL) * call;
  }

  /** Whether a candidate is over, or the prompt was not let through. */
  boolean finishes() {
    return scanner.type(FINISH_REASON) == JsonType.STRING
        || scanner.type(BLOCK_REASON) == JsonType.STRING;
  }

  /** How many candidates there are at least: the record's last one has the highest number. */
  long candidates() {
    return scanner.type(INDEX) == JsonType.NUMBER ? scanner.longValue(INDEX) + 1 : 1;
  }

  /** How many candidates are over. */
  int finished() {
    return scanner.type(FINISH_REASON) == JsonType.STRING ? scanner.count(FINISH_REASON) : 0;
  }

  /** Whether the key of an error came. */
  boolean hasErrorKey() {
    return scanner.hasKey(ERROR);
  }

  /** The error that it is, or null. */
  @Nullable Failure error(boolean contentSeen) {
    if (!scanner.type(ERROR).isFilled()) {
      return null;
    }
    String status = scanner.text(ERROR_STATUS);
    Failure failure =
        GeminiError.failure(status == null ? "" : status, scanner.longValue(ERROR_CODE));
    return contentSeen ? failure.withRetry(Failure.Retry.NEVER) : failure;
  }
}
