package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.Sale.End;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer: the head early, the first token when it is there, then event by event at the
 * deployment's pace.
 *
 * <p>A caller that reads slowly is waited for: nothing is generated into a full socket. Bound:
 * {@value #MOST_EVENTS_AT_ONCE} events per turn of the loop.
 */
final class StreamRun implements Run {

  private static final int OK = 200;
  private static final int MOST_EVENTS_AT_ONCE = 32;

  /** The head leaves when this share of the time to the first token is over. */
  private static final double HEAD_SHARE = 0.4;

  private static final long FULL_SOCKET_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Line line;
  private final Work work;
  private final Pace pace;
  private final EventOut out;
  private final @Nullable GzipStream gzip;
  private long contentNanos;
  private long sent;
  private boolean speaking;

  StreamRun(Line line, Work work, Pace pace) {
    this.line = line;
    this.work = work;
    this.pace = pace;
    Fault fault = line.drawn().end();
    long most = fault != null && fault.kind().cuts() ? fault.detail().events() : Long.MAX_VALUE;
    this.out = new EventOut(work.script().framing(), most);
    this.gzip = line.drawn().gzip() ? new GzipStream() : null;
  }

  @Override
  public void start() {
    line.after((long) (pace.firstNanos() * HEAD_SHARE), this::open);
  }

  private void open() {
    HttpResponse head = line.head(OK, work.script().framing().contentType());
    head.headers().set("transfer-encoding", "chunked").set("cache-control", "no-cache");
    line.wire().write(head);
    if (line.drawn().endsBy(FaultKind.RESET_AFTER_HEAD)) {
      line.wire().flush();
      line.reset(OK, sold());
      return;
    }
    ByteBuf buffer = buffer();
    if (line.drawn().endsBy(FaultKind.ERROR_IN_200)) {
      fail(out);
      out.end();
      write(buffer);
      finish(End.REFUSED, TokenCount.NONE, false);
      return;
    }
    work.script().open(out);
    write(buffer);
    if (out.cut()) {
      breakOff();
    } else {
      long elapsed = System.nanoTime() - line.startNanos();
      line.after(pace.firstNanos() - elapsed, this::speak);
    }
  }

  private void speak() {
    speaking = true;
    contentNanos = System.nanoTime();
    tick();
  }

  private void tick() {
    if (!line.wire().writable()) {
      line.after(Math.max(pace.chunkNanos(), FULL_SOCKET_WAIT_NANOS), this::tick);
      return;
    }
    ByteBuf buffer = buffer();
    boolean more = true;
    for (int due = due(); due > 0 && more && !out.cut(); due--) {
      more = work.script().step(out, pace.chunkTokens());
      sent++;
    }
    if (!more && !out.cut()) {
      work.script().close(out);
    }
    write(buffer);
    if (out.cut()) {
      breakOff();
    } else if (more) {
      long next = contentNanos + sent * pace.chunkNanos() - System.nanoTime();
      line.after(Math.max(1, next), this::tick);
    } else {
      finish(End.COMPLETE, work.tokens(), work.script().saysUsage());
    }
  }

  private int due() {
    long chunk = pace.chunkNanos();
    if (chunk == 0) {
      return MOST_EVENTS_AT_ONCE;
    }
    long due = (System.nanoTime() - contentNanos) / chunk + 1 - sent;
    return (int) Math.max(1, Math.min(MOST_EVENTS_AT_ONCE, due));
  }

  /** Lends a buffer to {@link #out}; {@link #write} takes it. */
  private ByteBuf buffer() {
    ByteBuf buffer = line.wire().buffer();
    out.into(buffer);
    return buffer;
  }

  private void write(ByteBuf buffer) {
    out.flush();
    if (buffer.isReadable()) {
      ByteBuf bytes = gzip == null ? buffer : gzip.part(buffer, line.wire().buffer());
      line.wire().send(new DefaultHttpContent(bytes));
    } else {
      buffer.release();
      line.wire().flush();
    }
  }

  private void breakOff() {
    Fault fault = line.drawn().end();
    switch (fault == null ? FaultKind.TRUNCATE : fault.kind()) {
      case ERROR_MIDSTREAM -> {
        ByteBuf buffer = line.wire().buffer();
        EventOut last = new EventOut(work.script().framing(), 1);
        last.into(buffer);
        fail(last);
        write(buffer);
        finish(End.BROKEN, sold(), false);
      }
      case END_EARLY -> finish(End.BROKEN, sold(), false);
      case RESET_AFTER_EVENTS -> line.reset(OK, sold());
      case STALL_MIDSTREAM -> {} // the caller has to lose patience
      default -> {
        ByteBuf buffer = buffer();
        out.torn(fault == null ? 0 : fault.detail().bytes());
        write(buffer);
        line.end(End.BROKEN, OK, sold(), false);
        line.wire().close();
      }
    }
  }

  private void fail(EventOut to) {
    Fault fault = line.drawn().end();
    int status = (fault == null ? Fault.Detail.DEFAULT : fault.detail()).status();
    line.service().fail(to, line.request(), status);
  }

  private void finish(End how, TokenCount tokens, boolean saysUsage) {
    if (gzip != null) {
      ByteBuf trailer = gzip.last(line.wire().buffer(), line.wire().buffer());
      line.wire().write(new DefaultHttpContent(trailer));
    }
    line.wire()
        .send(
            LastHttpContent.EMPTY_LAST_CONTENT,
            done -> {
              End end = done.isSuccess() ? how : End.CANCELLED;
              line.end(end, OK, tokens, saysUsage && done.isSuccess());
              line.next();
            });
  }

  private TokenCount sold() {
    if (speaking) {
      return work.tokens().withOutput(work.tokens().reasoning() + work.script().written());
    }
    long elapsed = System.nanoTime() - line.startNanos();
    int hidden = pace.generated(elapsed, (int) work.tokens().reasoning());
    return work.tokens().withOutput(hidden);
  }

  @Override
  public void hungUp() {
    line.end(End.CANCELLED, 0, sold(), false);
  }
}
