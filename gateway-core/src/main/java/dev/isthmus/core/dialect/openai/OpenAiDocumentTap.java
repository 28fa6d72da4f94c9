package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.util.Recycler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Watches an answer of one document go by. Its first member other than {@code error} is content: an
 * error as a good answer stands alone. Threads: one event loop.
 */
@HotPath
final class OpenAiDocumentTap implements UsageTap {
  private static final String[] CONTENT = {
    "choices[].message.content",
    "choices[].message.refusal",
    "choices[].message.reasoning_content",
    "choices[].message.tool_calls[].function.name",
    "choices[].message.tool_calls[].function.arguments",
    "choices[].text",
    "output[].content[].text",
    "output[].arguments"
  };
  private static final JsonPaths PATHS = paths();
  private static final int[] CONTENT_IDS = Arrays.stream(CONTENT).mapToInt(PATHS::id).toArray();
  private static final int ERROR = PATHS.id("error");

  private static final Recycler<OpenAiDocumentTap> SPARE =
      new Recycler<>(Spares.MOST, Spares.KEEP_EACH, Spares.CHUNK) {
        @Override
        protected OpenAiDocumentTap newObject(Handle<OpenAiDocumentTap> handle) {
          return new OpenAiDocumentTap(handle);
        }
      };

  private final Recycler.Handle<OpenAiDocumentTap> handle;
  private boolean generates;
  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final UsageTally tally = new UsageTally(PATHS, "usage");
  private final AnswerError nestedError = new AnswerError(PATHS, "error.");
  private final ByteRanges hidden = new ByteRanges();
  private int writerIndex;
  private boolean complete;
  private @Nullable Failure error;

  private OpenAiDocumentTap(Recycler.Handle<OpenAiDocumentTap> handle) {
    this.handle = handle;
  }

  static OpenAiDocumentTap of(Operation operation) {
    OpenAiDocumentTap tap = SPARE.get();
    tap.generates = operation != Operation.EMBEDDING;
    tap.scanner.reset();
    tap.tally.reset();
    tap.complete = false;
    tap.error = null;
    return tap;
  }

  @Override
  public void release() {
    handle.recycle(this);
  }

  private static JsonPaths paths() {
    JsonPaths.Builder builder = JsonPaths.builder().path("error").path(CONTENT);
    UsageTally.declare(builder, "usage");
    AnswerError.declare(builder, "error.");
    return builder.build();
  }

  @Override
  public void see(ByteBuf part) {
    writerIndex = part.writerIndex();
    if (error == null) {
      failIf(scanner.feed(part));
      readWhole();
    }
  }

  @Override
  public void end() {
    if (error == null) {
      failIf(scanner.end());
      complete = error == null;
    }
  }

  @Override
  public boolean contentSeen() {
    return scanner.members() > (scanner.hasKey(ERROR) ? 1 : 0);
  }

  @Override
  public @Nullable Failure error() {
    return error;
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public int wholeUntil() {
    return writerIndex;
  }

  @Override
  public int usefulUntil() {
    return writerIndex;
  }

  @Override
  public int dropStart() {
    return 0;
  }

  @Override
  public int dropEnd() {
    return 0;
  }

  @Override
  public ByteRanges hidden() {
    return hidden;
  }

  @Override
  public @Nullable Usage usage() {
    return tally.usage();
  }

  @Override
  public long contentBytes() {
    if (!generates) {
      return 0;
    }
    long bytes = 0;
    for (int id : CONTENT_IDS) {
      bytes += scanner.stringBytes(id);
    }
    return bytes;
  }

  private void readWhole() {
    if (scanner.isWhole()) {
      tally.read(scanner);
      if (scanner.type(ERROR).isFilled() && !contentSeen()) {
        error = nestedError.read(scanner, false);
      }
    }
  }

  private void failIf(@Nullable JsonError broken) {
    if (broken != null) {
      error = AnswerError.malformed(contentSeen(), broken.describe());
    }
  }
}
