package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerDocument;
import dev.isthmus.core.dialect.AnswerError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message as one document. Its first member that an error has not is content. Threads: one event
 * loop.
 */
@HotPath
final class AnthropicDocument implements AnswerDocument {
  private static final String[] CONTENT = {
    "content[].text", "content[].thinking", "content[].data", "content[].name"
  };
  private static final String[] OF_ERROR = {"type", "error", "request_id"};

  private static final JsonPaths PATHS = paths();
  private static final AnswerError NESTED_ERROR = new AnswerError(PATHS, "error.");
  private static final long CONTENT_SET = PATHS.set(CONTENT);
  private static final int[] ERROR_IDS = Arrays.stream(OF_ERROR).mapToInt(PATHS::id).toArray();
  private static final int ERROR = PATHS.id("error");
  private static final int TOOL_INPUT = PATHS.id("content[].input");

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final AnthropicUsage tally = new AnthropicUsage(PATHS, "usage");

  private static JsonPaths paths() {
    JsonPaths.Builder builder =
        JsonPaths.builder().path(OF_ERROR).path(CONTENT).path("content[].input");
    AnthropicUsage.declare(builder, "usage");
    AnswerError.declare(builder, "error.");
    return builder.build();
  }

  @Override
  public JsonScanner scanner() {
    return scanner;
  }

  @Override
  public void startAnswer() {
    scanner.reset();
    tally.reset();
  }

  @Override
  public boolean hasContent() {
    int ofError = 0;
    for (int id : ERROR_IDS) {
      ofError += scanner.hasKey(id) ? 1 : 0;
    }
    return scanner.members() > ofError;
  }

  @Override
  public void tally() {
    tally.read(scanner);
  }

  @Override
  public @Nullable Failure error() {
    boolean is = scanner.type(ERROR).isFilled() && !hasContent();
    return is ? NESTED_ERROR.read(scanner, false) : null;
  }

  /** Of several tools' inputs only the last one counts: this grounds an estimate. */
  @Override
  public long contentBytes() {
    long input = scanner.end(TOOL_INPUT) - scanner.start(TOOL_INPUT);
    return input + scanner.allStringBytes(CONTENT_SET);
  }

  @Override
  public @Nullable Usage usage() {
    return tally.usage();
  }
}
