package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.AnswerEvents;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a chat or text completion. A chunk that only names the role, Azure's first one with
 * its filter results and its annotations without a delta are no content.
 */
@HotPath
final class ChunkEvents implements AnswerEvents {
  private static final String[] CONTENT = {
    "choices[].delta.content",
    "choices[].delta.refusal",
    "choices[].delta.reasoning_content",
    "choices[].delta.reasoning",
    "choices[].delta.tool_calls",
    "choices[].delta.function_call",
    "choices[].delta.audio",
    "choices[].text"
  };

  /** Where the text stands that {@link #CONTENT} holds in objects. */
  private static final String[] NESTED_TEXT = {
    "choices[].delta.tool_calls[].function.name",
    "choices[].delta.tool_calls[].function.arguments",
    "choices[].delta.function_call.arguments",
    "choices[].delta.audio.transcript"
  };

  private static final JsonPaths PATHS = paths();
  private static final AnswerError NESTED_ERROR = new AnswerError(PATHS, "error.");
  private static final UsageTally.Where FIGURES = new UsageTally.Where(PATHS, "usage");
  private static final long CONTENT_SET = PATHS.set(CONTENT);
  private static final long TEXT_SET = CONTENT_SET | PATHS.set(NESTED_TEXT);
  private static final int CHOICES = PATHS.id("choices");
  private static final int FINISH_REASON = PATHS.id("choices[].finish_reason");
  private static final int PROMPT_FILTER_RESULTS = PATHS.id("prompt_filter_results");
  private static final int USAGE = PATHS.id("usage");
  private static final int ERROR = PATHS.id("error");

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final UsageTally tally = new UsageTally(FIGURES);

  private static JsonPaths paths() {
    JsonPaths.Builder builder =
        JsonPaths.builder()
            .path("choices", "choices[].finish_reason", "prompt_filter_results", "error")
            .path(CONTENT)
            .path(NESTED_TEXT);
    UsageTally.declare(builder, "usage");
    AnswerError.declare(builder, "error.");
    return builder.build();
  }

  @Override
  public JsonScanner scanner() {
    return scanner;
  }

  /** Chunks have no names; the data says it all. */
  @Override
  public void name(byte[] bytes, int from, int to) {}

  @Override
  public void startAnswer() {
    tally.reset();
    reset();
  }

  @Override
  public void reset() {
    scanner.reset();
  }

  @Override
  public void tally() {
    tally.read(scanner);
  }

  @Override
  public @Nullable Failure error(boolean contentSeen) {
    return scanner.type(ERROR).isFilled() ? NESTED_ERROR.read(scanner, contentSeen) : null;
  }

  @Override
  public boolean hasContent() {
    return scanner.isAnyFilled(CONTENT_SET);
  }

  @Override
  public long contentBytes() {
    return scanner.allStringBytes(TEXT_SET);
  }

  @Override
  public boolean finishes() {
    return scanner.type(FINISH_REASON) == JsonType.STRING;
  }

  /** Usage and annotations may follow any chunk; the end mark is no chunk. */
  @Override
  public boolean isLast() {
    return false;
  }

  @Override
  public boolean isUsageOnly() {
    JsonType choices = scanner.type(CHOICES);
    return scanner.type(USAGE) == JsonType.OBJECT
        && (choices == JsonType.ABSENT || choices == JsonType.EMPTY_ARRAY)
        && !scanner.type(PROMPT_FILTER_RESULTS).isFilled();
  }

  @Override
  public int usageToAskFor() {
    return USAGE;
  }

  @Override
  public @Nullable Usage usage() {
    return tally.usage();
  }
}
