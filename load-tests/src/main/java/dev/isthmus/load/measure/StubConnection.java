package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a stub: waits for a whole request, looks only for what it has to know, and
 * answers. Threads: its event loop's. Errors: what it cannot read ends the connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a lost connection tells by itself
final class StubConnection extends ChannelInboundHandlerAdapter {
  private static final ByteBuf STREAMED = bytes("\"stream\":true");
  private static final ByteBuf GOOGLE = bytes("streamGenerateContent");

  /** Of a body's beginning and of its end, where callers put what decides about the answer. */
  private static final int LOOKED_AT_BYTES = 256;

  /** Streams that begin together do not beat together. */
  private static final int PHASE_STEP = 7919;

  /** Chunks leave on a whole millisecond: what is due in one leaves together. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Supplier<StubProvider.Tempo> tempo;
  private final LongAdder open;
  private @Nullable ByteBuf held;
  private int streams;

  StubConnection(Supplier<StubProvider.Tempo> tempo, LongAdder open) {
    this.tempo = tempo;
    this.open = open;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, US_ASCII));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf more = (ByteBuf) message;
    ByteBuf all = held == null ? more : Framing.join(context.alloc(), held, more);
    held = all;
    Framing framing = Framing.of(all);
    if (framing.isWhole(all)) {
      answer(context, all, framing.head());
      all.release();
      held = null;
    }
  }

  private void answer(ChannelHandlerContext context, ByteBuf request, int headBytes) {
    int from = request.readerIndex();
    int line = request.indexOf(from, request.writerIndex(), (byte) '\n');
    if (ByteBufUtil.indexOf(GOOGLE, request.slice(from, line - from)) >= 0) {
      stream(context, StubAnswers.GOOGLE);
    } else if (isStreamed(request, from + headBytes)) {
      stream(context, StubAnswers.OPENAI);
    } else {
      context.writeAndFlush(StubAnswers.WHOLE.duplicate(), context.voidPromise());
    }
  }

  private static boolean isStreamed(ByteBuf request, int body) {
    int to = request.writerIndex();
    int length = Math.min(to - body, LOOKED_AT_BYTES);
    return ByteBufUtil.indexOf(STREAMED, request.slice(body, length)) >= 0
        || ByteBufUtil.indexOf(STREAMED, request.slice(to - length, length)) >= 0;
  }

  private void stream(ChannelHandlerContext context, StubAnswers.Stream texts) {
    StubProvider.Tempo pace = tempo.get();
    context.writeAndFlush(texts.head().duplicate(), context.voidPromise());
    open.increment();
    int phase = Math.floorMod(context.channel().id().hashCode() * 31 + streams, PHASE_STEP);
    streams++;
    long first = phase % Math.max(1, pace.gapMillis());
    long tick = System.nanoTime() / TICK_NANOS + 1;
    new Sending(context.channel(), texts, pace).later((tick + first) * TICK_NANOS);
  }

  /**
   * A stream under way. Each chunk is due a gap after the one before was, however late that left.
   */
  private final class Sending implements Runnable {
    private final Channel channel;
    private final StubAnswers.Stream texts;
    private final StubProvider.Tempo pace;
    private final int timeAt;
    private long dueNanos;
    private int sent;

    Sending(Channel channel, StubAnswers.Stream texts, StubProvider.Tempo pace) {
      this.channel = channel;
      this.texts = texts;
      this.pace = pace;
      this.timeAt = texts.timeAt();
    }

    void later(long nanos) {
      dueNanos = nanos;
      channel.eventLoop().schedule(this, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
      if (!channel.isActive()) {
        open.decrement();
      } else if (sent < pace.chunks()) {
        sent++;
        channel.writeAndFlush(chunk(), channel.voidPromise());
        later(dueNanos + TimeUnit.MILLISECONDS.toNanos(pace.gapMillis()));
      } else {
        channel.writeAndFlush(texts.end().duplicate(), channel.voidPromise());
        open.decrement();
      }
    }

    private ByteBuf chunk() {
      ByteBuf model = texts.chunk();
      int length = model.readableBytes();
      ByteBuf chunk = channel.alloc().buffer(length).writeBytes(model, model.readerIndex(), length);
      StubAnswers.setTime(chunk, timeAt, System.nanoTime());
      return chunk;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
