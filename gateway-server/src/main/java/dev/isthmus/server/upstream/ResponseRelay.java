package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a provider: carries one call after another, and hands each answer on as the
 * buffers that came.
 *
 * <p>Reading: auto-read is off. Until the final head it reads by itself; after that a batch is read
 * and handed on only when the call asked for it. What arrives all the same (the rest of the batch
 * that held the head) waits in {@code held}. While idle, one read is outstanding, so that the
 * peer's close is seen; bytes then are nobody's and close the connection.
 *
 * <p>The connection goes back to its pool at the end of the batch that held the answer's end, not
 * before: bytes behind the end must find no other call there.
 *
 * <p>Threads: one event loop. Allocation: none of ours per body part; slices are pooled.
 */
final class ResponseRelay extends ChannelInboundHandlerAdapter implements Runnable {

  /** A reused connection that ends sooner than this after our write had died before it. */
  static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Whoever hears nothing at all for so long does not only wait for a slow model. */
  static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private enum Phase {
    /** No call; also before the pool has it. */
    IDLE,
    /** A call waits for its final head. */
    HEAD,
    /** A call has its head; bytes wait until it asks. */
    PAUSED,
    /** A call takes the bytes of this batch. */
    FLOWING,
    /** The answer ended; the batch has not. */
    SETTLING,
    /** No longer of use. */
    CLOSED
  }

  private final AddressPool pool;
  private final ResponseParser parser = new ResponseParser();
  private @Nullable Channel channel;
  private @Nullable HttpCall call;
  private @Nullable ByteBuf held;
  private Phase phase = Phase.IDLE;
  private boolean inBatch;
  private boolean closeAnnounced;
  private boolean adopted;
  private int calls;
  private long sinceNanos;

  ResponseRelay(AddressPool pool) {
    this.pool = pool;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  private Channel channel() {
    Channel known = channel;
    if (known == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return known;
  }

  /** The connection is open; from here on the pool counts it. */
  void adopt() {
    adopted = true;
  }

  /** When it was last written to, or became idle. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** Writes {@code next}'s request; the connection must be idle. */
  void start(HttpCall next, long nowNanos) {
    call = next;
    phase = Phase.HEAD;
    calls++;
    sinceNanos = nowNanos;
    parser.start(next.isHeadRequest());
    next.attach(this);
    Channel wire = channel();
    ChannelFuture written = next.outgoing().start(wire);
    if (written.isSuccess()) {
      wire.eventLoop().execute(next);
    } else {
      written.addListener(done -> sent(done.isSuccess(), next));
    }
    wire.read();
  }

  private static void sent(boolean success, HttpCall next) {
    if (success) {
      next.sent();
    }
  }

  /** Waits for a call, and for the peer's close. */
  void rest(long nowNanos) {
    sinceNanos = nowNanos;
    channel().read();
  }

  /** The call asks for its next batch. */
  void read() {
    if (phase != Phase.PAUSED || inBatch) {
      return;
    }
    if (held != null) {
      channel().eventLoop().execute(this::resume);
    } else {
      readNext();
    }
  }

  /**
   * Reads the answer's next batch. A ring goes on for as long as there is something to read, up to
   * 128 times, and looks at nothing else meanwhile: there what else is to be done comes first.
   */
  private void readNext() {
    if (channel() instanceof IoUringSocketChannel ring) {
      ring.eventLoop().execute(this);
    } else {
      channel().read();
    }
  }

  /** Reads, as a task of the loop. */
  @Override
  public void run() {
    channel().read();
  }

  private void resume() {
    HttpCall current = call;
    if (phase == Phase.PAUSED && !inBatch && current != null && current.isAsked()) {
      advance();
    }
  }

  /** The call is over before its answer: the connection is of no more use. */
  void abort() {
    call = null;
    close();
    suspect();
  }

  private void suspect() {
    if (!parser.isBegun() && pool.nanoTime() - sinceNanos >= SILENT_NANOS) {
      pool.silent(sinceNanos);
    }
  }

  /** Closes the connection, whatever it does. */
  void close() {
    phase = Phase.CLOSED;
    drop();
    ChannelFuture unused = channel().close();
  }

  private void drop() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  @HotPath
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    pool.turn().hold();
    try {
      arrived((ByteBuf) msg);
    } finally {
      pool.turn().release();
    }
  }

  @HotPath
  private void arrived(ByteBuf in) {
    HttpCall current = call;
    inBatch = true;
    if (phase == Phase.PAUSED && held == null && current != null && current.takeAsked()) {
      phase = Phase.FLOWING;
    }
    switch (phase) {
      case HEAD, FLOWING -> relay(in);
      case PAUSED -> hold(in);
      case IDLE, SETTLING, CLOSED -> {
        in.release();
        close();
      }
    }
  }

  private void hold(ByteBuf in) {
    ByteBuf before = held;
    if (before == null) {
      held = in;
    } else {
      held = in.alloc().compositeBuffer().addComponents(true, before, in);
    }
  }

  @HotPath
  private void relay(ByteBuf in) {
    ByteBuf rest = in;
    HttpCall current = call;
    while (current != null && current == call) {
      switch (parser.next(rest)) {
        case MORE -> {
          rest.release();
          return;
        }
        case HEAD -> {
          phase = Phase.PAUSED;
          current.head(parser.status(), parser.headers());
          if (current == call && !flows(current) && rest.isReadable()) {
            hold(rest);
            return;
          }
        }
        case BODY -> rest = pass(current, rest);
        case END -> {
          rest.release();
          ended(current);
          return;
        }
        case BAD -> {
          rest.release();
          failed(failure(FailureKind.MALFORMED, parser.problem()));
          return;
        }
      }
    }
    rest.release();
  }

  private boolean flows(HttpCall current) {
    if (current.takeAsked()) {
      phase = Phase.FLOWING;
    }
    return phase == Phase.FLOWING;
  }

  /**
   * Hands the body part on: the buffer itself where nothing follows but the end of its chunk, with
   * room where the chunk's frame stood; otherwise a pooled slice.
   */
  private ByteBuf pass(HttpCall current, ByteBuf rest) {
    if (parser.endsWithPart(rest)) {
      current.body(rest.writerIndex(rest.readerIndex() + parser.part()));
      return Unpooled.EMPTY_BUFFER;
    }
    current.body(rest.readRetainedSlice(parser.part()));
    return rest;
  }

  /** An answer that came before the whole request had left spoils the connection. */
  private void ended(HttpCall current) {
    boolean reusable = parser.keepsAlive() && current.outgoing().isWhole() && channel().isActive();
    call = null;
    if (reusable) {
      phase = Phase.SETTLING;
    } else {
      close();
    }
    current.end();
  }

  private void failed(Failure failure) {
    HttpCall current = call;
    call = null;
    close();
    if (current != null) {
      suspect();
      current.fail(failure);
    }
  }

  @HotPath
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    batchEnd();
  }

  private void batchEnd() {
    inBatch = false;
    if (phase == Phase.FLOWING) {
      phase = Phase.PAUSED;
    }
    HttpCall current = call;
    if (phase == Phase.PAUSED && current != null) {
      inBatch = true;
      current.batchEnd();
      inBatch = false;
    }
    advance();
  }

  private void advance() {
    HttpCall current = call;
    switch (phase) {
      case HEAD, IDLE -> channel().read();
      case PAUSED -> {
        if (current != null && current.isAsked()) {
          goOn(current);
        }
      }
      case SETTLING -> {
        phase = Phase.IDLE;
        pool.returned(this);
      }
      case FLOWING, CLOSED -> {}
    }
  }

  private void goOn(HttpCall current) {
    ByteBuf waiting = held;
    if (waiting == null) {
      readNext();
      return;
    }
    held = null;
    current.takeAsked();
    phase = Phase.FLOWING;
    inBatch = true;
    relay(waiting);
    if (!channel().isActive()) {
      endOfInput();
    }
    batchEnd();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (call != null) {
      call.outgoing().resume(ctx.channel());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent done && done.isSuccess()) {
      closeAnnounced = true;
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (adopted) {
      pool.gone(this);
    }
    if (held == null) {
      endOfInput();
    }
  }

  private void endOfInput() {
    HttpCall current = call;
    if (current == null) {
      phase = Phase.CLOSED;
      return;
    }
    if (parser.endOfInput(!pool.address().tls() || closeAnnounced) == Step.END) {
      ended(current);
    } else {
      failed(failure(FailureKind.RESET, "the connection ended before the answer did"));
    }
  }

  /** Says what another attempt would risk. */
  private Failure failure(FailureKind kind, String detail) {
    HttpCall current = call;
    if (current != null && !current.outgoing().hasLeft() && !parser.isBegun()) {
      return Failure.ofProvider(kind, Failure.Retry.UNSENT, detail);
    }
    boolean stale = calls > 1 && !parser.isBegun() && pool.nanoTime() - sinceNanos <= STALE_NANOS;
    return Failure.ofProvider(
        kind, stale ? Failure.Retry.REFUSED : Failure.Retry.UNANSWERED, detail);
  }

  /** A broken connection ends in {@link #channelInactive}; anything else is a bug of ours. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || call == null) {
      ChannelFuture unused = ctx.close();
    } else {
      boolean memory = cause instanceof OutOfMemoryError;
      failed(memory ? NO_MEMORY : Failure.ofGateway(FailureKind.INTERNAL, "relaying broke"));
    }
  }

  private static final Failure NO_MEMORY =
      Failure.ofGateway(FailureKind.GATEWAY_OVERLOADED, "no memory to relay the answer");
}
