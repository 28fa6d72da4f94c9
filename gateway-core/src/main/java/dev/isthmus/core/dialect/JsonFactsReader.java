package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a request whose body is one JSON document. Threads: one event loop. */
public abstract class JsonFactsReader implements FactsReader {
  protected final JsonScanner scanner;
  protected final RequestFields fields;
  private @Nullable CallFacts facts;
  private @Nullable Marks marks;

  protected JsonFactsReader(JsonPaths paths) {
    this.scanner = new JsonScanner(paths, JsonScanner.MAX_DEPTH);
    this.fields = new RequestFields(scanner);
  }

  /** Gives back what reading took, and is ready for another request. */
  protected final void reset() {
    scanner.reset();
    fields.reset();
    facts = null;
    marks = null;
  }

  /** The facts of a body that is over; what is at fault goes to {@link #fields}. */
  protected abstract CallFacts read(@Nullable String pathModel);

  /** Where a request without faults may be changed. */
  protected abstract Marks mark();

  @Override
  public @Nullable Failure see(ByteBuf part) {
    return invalid(scanner.feed(part));
  }

  @Override
  public @Nullable Failure finish(@Nullable String pathModel) {
    return finish(scanner.end(), pathModel);
  }

  /**
   * Ends the body.
   *
   * @param error what is wrong with it as JSON
   */
  protected final @Nullable Failure finish(@Nullable JsonError error, @Nullable String pathModel) {
    if (error != null) {
      return invalid(error);
    }
    CallFacts read = read(pathModel);
    if (fields.failure() == null) {
      facts = read;
      marks = mark();
    }
    return fields.failure();
  }

  @Override
  public final CallFacts facts() {
    return whole(facts);
  }

  @Override
  public final Marks marks() {
    return whole(marks);
  }

  protected static @Nullable Failure invalid(@Nullable JsonError error) {
    return error == null
        ? null
        : Failure.ofClient(FailureKind.INVALID_REQUEST, "body: " + error.describe());
  }

  private static <T> T whole(@Nullable T read) {
    if (read == null) {
      throw new IllegalStateException("the request was not read to a good end");
    }
    return read;
  }
}
