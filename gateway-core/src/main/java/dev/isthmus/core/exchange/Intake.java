package dev.isthmus.core.exchange;

import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.bytes.HeldBody;
import dev.isthmus.core.bytes.PrefixHash;
import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request's body in: reads its facts as it arrives and holds it for as many attempts as it
 * takes. Threads: one event loop.
 */
final class Intake {
  private final FactsReader reader;
  private @Nullable CallFacts facts;
  private @Nullable Marks marks;
  private long session;
  private boolean released;
  private final BodyBudget budget;
  private final HeldBody body;
  private final long maxBytes;

  Intake(RequestHead head, Engine.Limits limits, BodyBudget budget, ByteBufAllocator allocator) {
    this.reader = head.dialect().factsReader(head.operation(), head.headers());
    this.budget = budget;
    this.body = new HeldBody(allocator, budget);
    this.maxBytes = limits.maxBodyBytes();
  }

  /** Takes {@code part}; says what is wrong, or null. */
  @Nullable Failure add(ByteBuf part) {
    if (body.size() + (long) part.readableBytes() > maxBytes) {
      part.release();
      return tooLarge(maxBytes);
    }
    Failure failure = reader.see(part);
    if (failure != null) {
      part.release();
      return failure;
    }
    return body.add(part) ? null : NO_ROOM;
  }

  @Nullable Failure finish(@Nullable String pathModel) {
    Failure failure = reader.finish(pathModel);
    if (failure == null) {
      facts = reader.facts();
      marks = reader.marks();
      session = reader.session();
    }
    releaseReader();
    return failure;
  }

  CallFacts facts() {
    return whole(facts);
  }

  Marks marks() {
    return whole(marks);
  }

  private static <T> T whole(@Nullable T read) {
    if (read == null) {
      throw new IllegalStateException("the request was not read to a good end");
    }
    return read;
  }

  /** The session that the body names, as a hash; {@link AffinityKey#NONE} where it names none. */
  long session() {
    return session;
  }

  /** The hash of how the body begins; {@link AffinityKey#NONE} where that says nothing. */
  long beginning() {
    return facts().operation().generates() ? PrefixHash.of(body.view()) : AffinityKey.NONE;
  }

  /** The whole body, borrowed. */
  ByteBuf body() {
    return body.view();
  }

  /** What holds the body, and may hold what comes of it. */
  BodyBudget budget() {
    return budget;
  }

  void release() {
    body.release();
    releaseReader();
  }

  /** As early as may be: the next call finds a reader that is still in the processor's cache. */
  private void releaseReader() {
    if (!released) {
      released = true;
      reader.release();
    }
  }

  static Failure tooLarge(long maxBytes) {
    return Failure.ofClient(
        FailureKind.TOO_LARGE, "the request body is larger than " + maxBytes + " bytes");
  }

  /** Bodies come and go in seconds; nobody knows more here. */
  private static final long NO_ROOM_MILLIS = 1000;

  private static final Failure NO_ROOM =
      Failure.ofGateway(
              FailureKind.GATEWAY_OVERLOADED, "the gateway holds as many request bodies as it can")
          .withRetryAfterMillis(NO_ROOM_MILLIS);
}
