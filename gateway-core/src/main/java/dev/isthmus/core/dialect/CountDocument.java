package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Usage;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A document that costs nothing: a count of tokens, in whichever dialect, or a stored response. */
public final class CountDocument implements AnswerDocument {
  private static final Usage FREE = Usage.reported(0, 0, 0, 0, 0);

  private final JsonScanner scanner;
  private final AnswerError error;
  private final int errorPath;
  private final int[] ids;

  /**
   * Makes documents of one kind.
   *
   * @param ids the paths of ids of stored responses
   */
  public static Supplier<CountDocument> kind(String... ids) {
    JsonPaths.Builder builder = JsonPaths.builder().path("error").path(ids);
    AnswerError.declare(builder, "error.");
    JsonPaths paths = builder.build();
    return () -> new CountDocument(paths, ids);
  }

  private CountDocument(JsonPaths paths, String... ids) {
    this.scanner = new JsonScanner(paths, JsonScanner.MAX_DEPTH);
    this.error = new AnswerError(paths, "error.");
    this.errorPath = paths.id("error");
    this.ids = Arrays.stream(ids).mapToInt(paths::id).toArray();
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
    return scanner.members() > (scanner.hasKey(errorPath) ? 1 : 0);
  }

  @Override
  public void tally() {}

  @Override
  public @Nullable Failure error() {
    boolean is = scanner.type(errorPath).isFilled() && !hasContent();
    return is ? error.read(scanner, false) : null;
  }

  @Override
  public long contentBytes() {
    return 0;
  }

  @Override
  public int[] responseIds() {
    return ids;
  }

  @Override
  public Usage usage() {
    return FREE;
  }
}
