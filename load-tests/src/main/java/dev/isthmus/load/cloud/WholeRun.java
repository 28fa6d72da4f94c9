package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.Sale.End;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** An answer in one document, sent when all of it has been generated. */
final class WholeRun implements Run {

  private static final int OK = 200;

  private final Line line;
  private final Work work;
  private final Pace pace;

  WholeRun(Line line, Work work, Pace pace) {
    this.line = line;
    this.work = work;
    this.pace = pace;
  }

  @Override
  public void start() {
    line.after(pace.wholeNanos((int) work.tokens().output()), this::deliver);
  }

  private void deliver() {
    Fault fault = line.drawn().end();
    boolean failed = line.drawn().endsBy(FaultKind.ERROR_IN_200);
    ByteBuf body =
        line.encoded(failed ? line.service().streamError(line.request()) : work.script().whole());
    HttpResponse head = line.head(OK, "application/json");
    head.headers().set("content-length", body.readableBytes());
    if (fault == null || failed || !spoils(fault)) {
      send(head, body, failed);
    } else {
      spoil(fault, head, body);
    }
  }

  private static boolean spoils(Fault fault) {
    return switch (fault.kind()) {
      case RESET_AFTER_HEAD, RESET_AFTER_EVENTS, STALL_MIDSTREAM, TRUNCATE, WRONG_CONTENT_LENGTH ->
          true;
      default -> false;
    };
  }

  private void send(HttpResponse head, ByteBuf body, boolean failed) {
    Wire wire = line.wire();
    wire.write(head);
    wire.send(
        new DefaultLastHttpContent(body),
        sent -> {
          TokenCount sold = failed ? TokenCount.NONE : work.tokens();
          End how = failed ? End.REFUSED : sent.isSuccess() ? End.COMPLETE : End.CANCELLED;
          line.end(how, OK, sold, sent.isSuccess() && !failed);
          line.next();
        });
  }

  private void spoil(Fault fault, HttpResponse head, ByteBuf body) {
    Wire wire = line.wire();
    FaultKind kind = fault.kind();
    if (kind == FaultKind.WRONG_CONTENT_LENGTH) {
      long declared = Math.max(0, body.readableBytes() + (long) fault.detail().bytes());
      head.headers().set("content-length", declared);
    } else {
      int kept = kind == FaultKind.RESET_AFTER_HEAD ? 0 : body.readableBytes() / 2;
      body.writerIndex(body.readerIndex() + kept);
    }
    wire.write(head);
    wire.send(new DefaultHttpContent(body), finish(kind));
  }

  private ChannelFutureListener finish(FaultKind kind) {
    return switch (kind) {
      case STALL_MIDSTREAM -> sent -> {};
      case TRUNCATE, WRONG_CONTENT_LENGTH ->
          sent -> {
            line.end(End.BROKEN, OK, work.tokens(), false);
            line.wire().close();
          };
      default -> sent -> line.reset(OK, work.tokens());
    };
  }

  @Override
  public void hungUp() {
    long elapsed = System.nanoTime() - line.startNanos();
    int sold = pace.generated(elapsed, (int) work.tokens().output());
    line.end(End.CANCELLED, 0, work.tokens().withOutput(sold), false);
  }
}
