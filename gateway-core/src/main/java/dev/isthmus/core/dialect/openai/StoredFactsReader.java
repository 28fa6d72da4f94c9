package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.StoredState;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A request about a stored response says all it has to say in its path; a body is passed over. Its
 * model is not known before its home is. Threads: one event loop.
 */
final class StoredFactsReader implements FactsReader {
  private static final Marks NOWHERE = Marks.of(-1, true, Marks.Range.ABSENT, Marks.Range.ABSENT);

  private String responseId = "";

  @Override
  public @Nullable Failure see(ByteBuf part) {
    return null;
  }

  /**
   * {@inheritDoc}
   *
   * @param pathId the response's id, which stands where others have a model's name
   */
  @Override
  public @Nullable Failure finish(@Nullable String pathId) {
    responseId = pathId == null ? "" : pathId;
    return null;
  }

  @Override
  public CallFacts facts() {
    long needed = Capability.STORED_RESPONSE.bit();
    StoredState stored = new StoredState(StoredState.Storing.UNSAID, responseId);
    return new CallFacts(Operation.STORED, "", false, false, 0, 0, 0, -1, 1, needed, false, stored);
  }

  @Override
  public Marks marks() {
    return NOWHERE;
  }
}
