package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerDocument;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.AnswerEvents;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The answer of any operation as one document. Its first member other than {@code error} is
 * content: an error as a good answer stands alone. Threads: one event loop.
 */
@HotPath
final class OpenAiDocument implements AnswerDocument {
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
  private static final String[] IDS = {"id", "previous_response_id"};
  private static final JsonPaths PATHS = paths();
  private static final AnswerError NESTED_ERROR = new AnswerError(PATHS, "error.");
  private static final UsageTally.Where FIGURES = new UsageTally.Where(PATHS, "usage");
  private static final int[] ID_PATHS = Arrays.stream(IDS).mapToInt(PATHS::id).toArray();
  private static final long CONTENT_SET = PATHS.set(CONTENT);
  private static final int ERROR = PATHS.id("error");

  /** What is in it. */
  enum Kind {
    TEXT,
    /** Text of the Responses API, which may be stored. */
    RESPONSE,
    /** Vectors or pictures, which are not counted as content. */
    NO_TEXT
  }

  private final Kind kind;
  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final UsageTally tally = new UsageTally(FIGURES);

  OpenAiDocument(Kind kind) {
    this.kind = kind;
  }

  private static JsonPaths paths() {
    JsonPaths.Builder builder = JsonPaths.builder().path("error").path(CONTENT).path(IDS);
    UsageTally.declare(builder, "usage");
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
    return scanner.members() > (scanner.hasKey(ERROR) ? 1 : 0);
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

  @Override
  public long contentBytes() {
    if (kind == Kind.NO_TEXT) {
      return 0;
    }
    return scanner.allStringBytes(CONTENT_SET);
  }

  @Override
  public int[] responseIds() {
    return kind == Kind.RESPONSE ? ID_PATHS : AnswerEvents.NO_PATHS;
  }

  @Override
  public @Nullable Usage usage() {
    return tally.usage();
  }
}
