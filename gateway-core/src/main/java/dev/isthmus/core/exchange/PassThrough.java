package dev.isthmus.core.exchange;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer on as it came: the buffers that arrive are the buffers that leave. A buffer is
 * sliced only where it holds a usage event that nobody asked for, or ends inside an event: that
 * tail waits until its event is whole, so that an error event never lands in the middle of another.
 * Usage beside other things that nobody asked for is overwritten where it stands, so that lengths
 * and buffers stay as they are. Where a deployment stores responses, its tag goes before their ids.
 *
 * <p>Threads: one event loop. Allocation: none where buffers end where events end.
 */
final class PassThrough implements Relay {
  /** A tail longer than this passes unfinished; after that no error event can follow. */
  static final int MAX_TAIL_BYTES = 64 * 1024;

  private static final String NULL = "null";

  private final UsageTap tap;

  /** Null where no id is tagged. */
  private final @Nullable IdTags tags;

  private @Nullable CompositeByteBuf tail;
  private boolean insideEvent;
  private boolean released;

  PassThrough(UsageTap tap) {
    this(tap, null);
  }

  /** Takes {@code tags}; null: ids stay as they are. */
  PassThrough(UsageTap tap, @Nullable IdTags tags) {
    this.tap = tap;
    this.tags = tags;
  }

  /** Whether the answer is as long as it came. */
  boolean keepsLength() {
    return tags == null;
  }

  @Override
  public void head(HeaderView headers) {
    tap.head(headers);
  }

  @HotPath
  @Override
  public void see(ByteBuf came, Outlet outlet) {
    if (!came.isReadable()) {
      came.release();
      return;
    }
    tap.see(came);
    hide(came);
    ByteBuf part = tags == null ? came : tags.insert(came, tap.responseIds());
    int useful = moved(tap.usefulUntil());
    if (tail == null
        && moved(tap.wholeUntil()) == part.writerIndex()
        && useful == part.writerIndex()
        && tap.dropStart() == tap.dropEnd()) {
      insideEvent = false;
      outlet.pass(part);
      return;
    }
    if (useful <= part.readerIndex()) {
      // Nothing of it passes, and nor does the event that began before it.
      passTail(outlet, true);
      part.release();
      return;
    }
    part.writerIndex(useful);
    cut(part, outlet);
  }

  /** An index of the part as it came, in the part as it goes. */
  @HotPath
  private int moved(int index) {
    return tags == null ? index : tags.moved(index);
  }

  private void hide(ByteBuf part) {
    ByteRanges hidden = tap.hidden();
    for (int i = 0; i < hidden.count(); i++) {
      hide(part, hidden.start(i), hidden.end(i));
    }
  }

  private void hide(ByteBuf part, int start, int end) {
    int first = part.readerIndex();
    int kept = tail == null ? 0 : tail.readableBytes();
    if (first - start > kept) {
      // It began in a tail that grew too long and has passed.
      return;
    }
    for (int i = start; i < end; i++) {
      int b = i - start < NULL.length() ? NULL.charAt(i - start) : ' ';
      if (i >= first) {
        part.setByte(i, b);
      } else if (tail != null) {
        tail.setByte(tail.writerIndex() - (first - i), b);
      }
    }
  }

  /** Takes {@code part}, which holds more or less than whole events that all pass. */
  private void cut(ByteBuf part, Outlet outlet) {
    int whole = moved(tap.wholeUntil());
    if (whole < 0) {
      keep(part, outlet);
      return;
    }
    boolean drops = tap.dropStart() != tap.dropEnd();
    passTail(outlet, drops && tap.dropStart() < 0);
    if (drops) {
      slice(part, part.readerIndex(), Math.max(part.readerIndex(), moved(tap.dropStart())), outlet);
      slice(part, moved(tap.dropEnd()), whole, outlet);
    } else {
      slice(part, part.readerIndex(), whole, outlet);
    }
    insideEvent = false;
    part.readerIndex(whole);
    keep(part, outlet);
  }

  /** Takes {@code rest}, the beginning of an event or its middle. */
  private void keep(ByteBuf rest, Outlet outlet) {
    if (!rest.isReadable()) {
      rest.release();
      return;
    }
    if (insideEvent) {
      outlet.pass(rest);
      return;
    }
    CompositeByteBuf kept = tail;
    if (kept == null) {
      kept = rest.alloc().compositeBuffer(Integer.MAX_VALUE);
      tail = kept;
    }
    kept.addComponent(true, rest);
    if (kept.readableBytes() > MAX_TAIL_BYTES) {
      passTail(outlet, false);
      insideEvent = true;
    }
  }

  private void passTail(Outlet outlet, boolean drop) {
    CompositeByteBuf kept = tail;
    tail = null;
    if (kept == null) {
      return;
    }
    if (drop) {
      kept.release();
    } else {
      outlet.pass(kept);
    }
  }

  private static void slice(ByteBuf part, int from, int until, Outlet outlet) {
    if (until > from) {
      outlet.pass(part.retainedSlice(from, until - from));
    }
  }

  @Override
  public void end(Outlet outlet) {
    tap.end();
    // Half an event of an answer that was cut off would swallow the error event after it.
    passTail(outlet, !tap.complete());
  }

  @Override
  public boolean contentSeen() {
    return tap.contentSeen();
  }

  @Override
  public @Nullable Failure error() {
    return tap.error();
  }

  @Override
  public boolean complete() {
    return tap.complete();
  }

  @Override
  public @Nullable Usage usage() {
    return tap.usage();
  }

  @Override
  public long contentBytes() {
    return tap.contentBytes();
  }

  @Override
  public boolean atBoundary() {
    return !insideEvent;
  }

  @Override
  public void release() {
    if (tail != null) {
      tail.release();
      tail = null;
    }
    if (!released) {
      released = true;
      if (tags != null) {
        tags.release();
      }
      tap.release();
    }
  }
}
