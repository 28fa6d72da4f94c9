package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Locale;
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
  private static final ByteBuf HEAD_END = bytes("\r\n\r\n");
  private static final ByteBuf STREAMED = bytes("\"stream\":true");
  private static final ByteBuf GOOGLE = bytes("streamGenerateContent");
  private static final String LENGTH = "\r\ncontent-length:";

  /** Where callers put what decides about the answer. */
  private static final int LOOKED_AT_BYTES = 4096;

  /** Streams that begin together do not beat together. */
  private static final int PHASE_STEP = 7919;

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
    held = held == null ? more : join(context, held, more);
    int whole = wholeRequest(held);
    if (whole <= held.readableBytes()) {
      answer(context, held);
      held.release();
      held = null;
    }
  }

  private static ByteBuf join(ChannelHandlerContext context, ByteBuf first, ByteBuf more) {
    ByteBuf both = context.alloc().buffer(first.readableBytes() + more.readableBytes());
    both.writeBytes(first).writeBytes(more);
    first.release();
    more.release();
    return both;
  }

  /** How long the request is, or more than there can be while that is unknown. */
  private static int wholeRequest(ByteBuf request) {
    int head = ByteBufUtil.indexOf(HEAD_END, request);
    if (head < 0) {
      return Integer.MAX_VALUE;
    }
    int headBytes = head - request.readerIndex() + HEAD_END.readableBytes();
    String text = request.toString(request.readerIndex(), headBytes, US_ASCII);
    String lower = text.toLowerCase(Locale.ROOT);
    int length = lower.indexOf(LENGTH);
    if (length < 0) {
      return headBytes;
    }
    int start = length + LENGTH.length();
    return headBytes + Integer.parseInt(text.substring(start, text.indexOf('\r', start)).trim());
  }

  private void answer(ChannelHandlerContext context, ByteBuf request) {
    ByteBuf start =
        request.slice(request.readerIndex(), Math.min(request.readableBytes(), LOOKED_AT_BYTES));
    if (ByteBufUtil.indexOf(GOOGLE, start) >= 0) {
      stream(context, StubAnswers.GOOGLE);
    } else if (ByteBufUtil.indexOf(STREAMED, start) >= 0) {
      stream(context, StubAnswers.OPENAI);
    } else {
      context.writeAndFlush(StubAnswers.WHOLE.duplicate(), context.voidPromise());
    }
  }

  private void stream(ChannelHandlerContext context, StubAnswers.Stream texts) {
    StubProvider.Tempo pace = tempo.get();
    context.writeAndFlush(texts.head().duplicate(), context.voidPromise());
    open.increment();
    int phase = Math.floorMod(context.channel().id().hashCode() * 31 + streams, PHASE_STEP);
    streams++;
    int first = phase % Math.max(1, pace.gapMillis());
    later(context.channel(), texts, pace, 0, first);
  }

  private void later(
      Channel channel,
      StubAnswers.Stream texts,
      StubProvider.Tempo pace,
      int sent,
      int delayMillis) {
    channel
        .eventLoop()
        .schedule(() -> step(channel, texts, pace, sent), delayMillis, TimeUnit.MILLISECONDS);
  }

  private void step(Channel channel, StubAnswers.Stream texts, StubProvider.Tempo pace, int sent) {
    if (!channel.isActive()) {
      open.decrement();
    } else if (sent < pace.chunks()) {
      channel.writeAndFlush(texts.chunk().duplicate(), channel.voidPromise());
      later(channel, texts, pace, sent + 1, pace.gapMillis());
    } else {
      channel.writeAndFlush(texts.end().duplicate(), channel.voidPromise());
      open.decrement();
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
