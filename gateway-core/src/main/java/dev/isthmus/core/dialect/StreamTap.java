package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.SseFramer;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.util.Recycler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a stream of events go by. After the end mark or an error nothing more is read. Threads:
 * one event loop.
 */
@HotPath
public final class StreamTap implements UsageTap {
  /** No event without content is longer: an event need not be whole to be known as content. */
  private static final int SURELY_CONTENT_BYTES = 32 * 1024;

  private static final byte[] NEWLINE = {'\n'};

  private final Recycler.@Nullable Handle<StreamTap> handle;
  private final SseFramer framer = new SseFramer();
  private final SseFramer.Sink sink = new EventSink();
  private final EventRanges ranges = new EventRanges();
  private final DoneMark mark = new DoneMark();
  private final AnswerEvents events;
  private final HiddenUsage hidden;
  private final ResponseIds ids;
  private final Progress progress = new Progress();
  private @Nullable Failure error;

  private StreamTap(AnswerEvents events, Recycler.@Nullable Handle<StreamTap> handle) {
    this.events = events;
    this.handle = handle;
    this.hidden = new HiddenUsage(events);
    this.ids = new ResponseIds(events.scanner(), events.responseIds());
  }

  /**
   * A tap that is used once.
   *
   * @param usageAsked whether the caller wants to see usage
   */
  public static StreamTap once(AnswerEvents events, boolean usageAsked) {
    StreamTap tap = new StreamTap(events, null);
    tap.start(usageAsked);
    return tap;
  }

  /** Taps of one kind that are used again for the next answers. Threads: any. */
  public static final class Stock {
    private final Recycler<StreamTap> spare;

    public Stock(Supplier<? extends AnswerEvents> events) {
      spare =
          new Recycler<>(Spares.MOST, Spares.KEEP_EACH, Spares.CHUNK) {
            @Override
            protected StreamTap newObject(Handle<StreamTap> handle) {
              return new StreamTap(events.get(), handle);
            }
          };
    }

    /** {@code usageAsked}: the caller wants to see usage. */
    public StreamTap take(boolean usageAsked) {
      StreamTap tap = spare.get();
      tap.start(usageAsked);
      return tap;
    }
  }

  private void start(boolean usageAsked) {
    framer.reset();
    mark.reset();
    events.startAnswer();
    hidden.start(usageAsked);
    progress.reset();
    error = null;
  }

  @Override
  public void release() {
    // An answer that broke off may have left an event half read.
    events.reset();
    if (handle != null) {
      handle.recycle(this);
    }
  }

  @Override
  public void see(ByteBuf part) {
    ranges.begin(part.readerIndex(), part.writerIndex(), framer.insideEvent());
    hidden.startPart();
    ids.startPart();
    if (isOver()) {
      ranges.cutPart();
    }
    framer.feed(part, sink);
  }

  @Override
  public void end() {
    progress.ended = true;
    boolean unread = !isOver() && mark.isDocument() && events.scanner().isWhole();
    if (unread) {
      readEvent();
    }
  }

  @Override
  public boolean contentSeen() {
    return progress.content;
  }

  @Override
  public @Nullable Failure error() {
    return error;
  }

  @Override
  public boolean complete() {
    boolean finished = progress.finished && !events.leavesOpen();
    return progress.last || mark.isWhole() || (progress.ended && finished);
  }

  @Override
  public int wholeUntil() {
    return ranges.wholeUntil();
  }

  @Override
  public int usefulUntil() {
    return ranges.usefulUntil();
  }

  @Override
  public int dropStart() {
    return ranges.dropStart();
  }

  @Override
  public int dropEnd() {
    return ranges.dropEnd();
  }

  @Override
  public ByteRanges hidden() {
    return hidden.found();
  }

  @Override
  public ByteRanges responseIds() {
    return ids.found();
  }

  @Override
  public @Nullable Usage usage() {
    return events.usage();
  }

  @Override
  public long contentBytes() {
    return progress.contentBytes;
  }

  private boolean isOver() {
    return progress.done || error != null;
  }

  private void readData(byte[] bytes, int from, int to, int shift) {
    if (!mark.accept(bytes, from, to, events.hasEndMark())) {
      fail(AnswerError.malformed(progress.content, "an event is no JSON object"));
      return;
    }
    if (mark.isDocument()) {
      long offset = events.scanner().offset();
      failIf(events.feed(bytes, from, to));
      hidden.read(offset, from + shift);
      ids.read(offset, from + shift);
      progress.content |= events.scanner().offset() > SURELY_CONTENT_BYTES;
    }
  }

  private void endEvent(int index) {
    boolean drop = false;
    if (mark.isWhole()) {
      progress.done = true;
      ranges.finishAt(index);
    } else if (mark.isDocument()) {
      failIf(events.scanner().end());
      drop = error == null && readEvent();
    } else if (!mark.isEmpty()) {
      fail(AnswerError.malformed(progress.content, "the end mark is cut short"));
    }
    if (error == null) {
      ranges.endEvent(index, drop);
      startEvent();
    }
  }

  private void startEvent() {
    if (!mark.isWhole()) {
      mark.reset();
      events.reset();
      hidden.startEvent();
    }
  }

  /** Reads a whole event and tells whether it is to be left out. */
  private boolean readEvent() {
    events.tally();
    Failure failure = events.error(progress.content);
    if (failure != null) {
      fail(failure);
      return false;
    }
    progress.content |= events.hasContent();
    progress.contentBytes += events.contentBytes();
    progress.finished |= events.finishes();
    progress.last |= events.isLast();
    return hidden.leavesOut() && events.isUsageOnly();
  }

  private void failIf(@Nullable JsonError broken) {
    if (broken != null) {
      fail(AnswerError.malformed(progress.content, broken.describe()));
    }
  }

  private void fail(Failure failure) {
    error = failure;
    ranges.cutEvent();
  }

  /** What the events said so far. */
  private static final class Progress {
    private boolean content;
    private long contentBytes;
    private boolean finished;
    private boolean last;
    private boolean ended;

    /** The event of the end mark is over. */
    private boolean done;

    /** Another event ended after that one. */
    private boolean beyond;

    void reset() {
      content = false;
      contentBytes = 0;
      finished = false;
      last = false;
      ended = false;
      done = false;
      beyond = false;
    }
  }

  private final class EventSink implements SseFramer.Sink {
    @Override
    public void data(byte[] bytes, int from, int to, int shift) {
      if (!isOver()) {
        readData(bytes, from, to, shift);
      }
    }

    @Override
    public void newline() {
      if (!isOver() && mark.isDocument()) {
        failIf(events.scanner().feed(NEWLINE, 0, NEWLINE.length));
        hidden.startLine();
      }
    }

    @Override
    public void eventName(byte[] bytes, int from, int to) {
      if (!isOver()) {
        events.name(bytes, from, to);
      }
    }

    @Override
    public void eventEnd(int index) {
      progress.beyond |= isOver();
      if (!isOver()) {
        endEvent(index);
      }
    }

    @Override
    public void lateLineFeed(int index) {
      if (error != null || progress.beyond) {
        return;
      }
      ranges.extend(index);
      if (progress.done) {
        ranges.finishAt(index);
      }
    }
  }
}
