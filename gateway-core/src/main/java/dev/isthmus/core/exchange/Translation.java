package dev.isthmus.core.exchange;

import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Translates an answer event by event. A plain answer is held until it is whole: what is held
 * counts against the budget of held bodies, as requests do. Threads: one event loop.
 */
final class Translation implements Relay {
  /** Bodies come and go in seconds; nobody knows more here. */
  private static final long NO_ROOM_MILLIS = 1000;

  private static final Failure NO_ROOM =
      Failure.ofGateway(
              FailureKind.GATEWAY_OVERLOADED, "the gateway holds as many bodies as it can")
          .withRetryAfterMillis(NO_ROOM_MILLIS);

  private final AnswerTranslator translator;
  private final @Nullable BodyBudget budget;
  private long heldBytes;
  private boolean full;

  private Translation(AnswerTranslator translator, @Nullable BodyBudget budget) {
    this.translator = translator;
    this.budget = budget;
  }

  /** Of an answer that goes on as it comes. */
  static Translation ofStream(AnswerTranslator translator) {
    return new Translation(translator, null);
  }

  /** Of an answer that is held in {@code budget}. */
  static Translation ofDocument(AnswerTranslator translator, BodyBudget budget) {
    return new Translation(translator, budget);
  }

  @Override
  public void head(HeaderView headers) {
    translator.head(headers);
  }

  @Override
  public void see(ByteBuf part, Outlet outlet) {
    try {
      if (hold(part.readableBytes())) {
        hand(translator.see(part), outlet);
      }
    } finally {
      part.release();
    }
  }

  @Override
  public void end(Outlet outlet) {
    if (!full) {
      hand(translator.end(), outlet);
    }
  }

  private boolean hold(int bytes) {
    if (budget == null) {
      return true;
    }
    full |= !budget.tryReserve(bytes);
    heldBytes += full ? 0 : bytes;
    return !full;
  }

  private static void hand(ByteBuf bytes, Outlet outlet) {
    if (bytes.isReadable()) {
      outlet.pass(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public boolean contentSeen() {
    return translator.contentSeen();
  }

  @Override
  public @Nullable Failure error() {
    return full ? NO_ROOM : translator.error();
  }

  @Override
  public boolean complete() {
    return !full && translator.complete();
  }

  @Override
  public @Nullable Usage usage() {
    return translator.usage();
  }

  @Override
  public long contentBytes() {
    return translator.contentBytes();
  }

  @Override
  public boolean atBoundary() {
    return true;
  }

  @Override
  public void release() {
    // What else it keeps are characters, not buffers.
    if (budget != null) {
      budget.release(heldBytes);
      heldBytes = 0;
    }
  }
}
