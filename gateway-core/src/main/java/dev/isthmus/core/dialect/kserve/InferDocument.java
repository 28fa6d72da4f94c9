package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.dialect.AnswerError;

/** The JSON of an answer to an inference. Threads: one event loop. */
@HotPath
final class InferDocument {
  private static final JsonPaths PATHS = JsonPaths.builder().path("error").build();
  private static final int ERROR = PATHS.id("error");

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);

  JsonScanner scanner() {
    return scanner;
  }

  /** Whether, as far as it has come, it holds more than an error. */
  boolean hasContent() {
    return scanner.members() > (scanner.hasKey(ERROR) ? 1 : 0);
  }

  boolean isError() {
    return scanner.isWhole() && scanner.type(ERROR).isFilled() && !hasContent();
  }

  /** What the error in it means: its words are the provider's own. */
  Failure error() {
    return AnswerError.of(null, null, /* contentSeen= */ false);
  }
}
