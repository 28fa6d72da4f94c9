package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Usage;
import org.jspecify.annotations.Nullable;

/** The answer to a count of tokens, in whichever dialect: a document that costs nothing. */
public final class CountDocument implements AnswerDocument {
  private static final JsonPaths PATHS = paths();
  private static final int ERROR = PATHS.id("error");
  private static final Usage FREE = Usage.reported(0, 0, 0, 0, 0);

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final AnswerError error = new AnswerError(PATHS, "error.");

  private static JsonPaths paths() {
    JsonPaths.Builder builder = JsonPaths.builder().path("error");
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
  }

  @Override
  public boolean hasContent() {
    return scanner.members() > (scanner.hasKey(ERROR) ? 1 : 0);
  }

  @Override
  public void tally() {}

  @Override
  public @Nullable Failure error() {
    boolean is = scanner.type(ERROR).isFilled() && !hasContent();
    return is ? error.read(scanner, false) : null;
  }

  @Override
  public long contentBytes() {
    return 0;
  }

  @Override
  public Usage usage() {
    return FREE;
  }
}
