package dev.isthmus.load.measure;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Callers that ask for a stream, read it to its end, and ask for the next; how long each chunk was
 * on its way from a stub is seen by the time that stands in it. Threads: one, and an event loop,
 * which may be the stub's.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a lost connection tells by itself
final class StreamCallers implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;
  private static final int POLL_MILLIS = 20;
  private static final int AGAIN_MILLIS = 250;
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DIGITS = 3;

  private final EventLoop loop;
  private final ChannelGroup connected;
  private final Bootstrap bootstrap;
  private final ByteBuf request;

  // What follows is the loop's.
  private Histogram hops = new Histogram(TimeUnit.HOURS.toMicros(1), DIGITS);
  private long chunks;
  private long late;
  private long refused;
  private int streaming;
  private boolean last;

  StreamCallers(EventLoop loop, int port, String request) {
    this.loop = loop;
    this.connected = new DefaultChannelGroup(loop);
    this.request = StubAnswers.fixed(request);
    this.bootstrap = CallerEnd.dial(loop, port, Caller::new);
  }

  /**
   * What was seen in a while.
   *
   * @param hops how long chunks were on their way, in microseconds
   * @param late chunks that were more than a second on their way
   * @param refused streams that were not given, since the beginning
   * @param streaming callers with a stream at the end of it
   */
  record Seen(long chunks, Histogram hops, long late, long refused, int streaming) {}

  private final class Caller extends CallerEnd {
    private final StreamReader reader = new StreamReader(this::chunk);
    private boolean open;

    private void chunk(long sentNanos) {
      long hop = Math.max(0, System.nanoTime() - sentNanos);
      chunks++;
      late += hop > LATE_NANOS ? 1 : 0;
      hops.recordValue(Math.min(hops.getHighestTrackableValue(), hop / 1000));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      connected.add(context.channel());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(request.duplicate(), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        if (!open && !isGiven(bytes)) {
          refused++;
          context.close();
          return;
        }
        streaming += open ? 0 : 1;
        open = true;
        if (reader.read(bytes)) {
          ended(context);
        }
      } finally {
        bytes.release();
      }
    }

    private void ended(ChannelHandlerContext context) {
      open = false;
      streaming--;
      if (last) {
        context.close();
      } else {
        context.writeAndFlush(request.duplicate(), context.voidPromise());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      streaming -= open ? 1 : 0;
      open = false;
      if (!last) {
        loop.schedule(() -> bootstrap.connect(), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Opens {@code count}, spread over a while, and waits until all of them have a stream. */
  void open(int count, int spreadMillis) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      long delay = TimeUnit.MILLISECONDS.toNanos(spreadMillis) * i / count;
      loop.schedule(() -> bootstrap.connect(), delay, TimeUnit.NANOSECONDS);
    }
    if (!until(() -> streaming >= count * 99L / 100, PATIENCE_SECONDS)) {
      throw new IOException("of %d callers only %d have a stream".formatted(count, streaming()));
    }
  }

  /** Looks for so long. */
  Seen watch(int millis) throws InterruptedException {
    onLoop(
        () -> {
          chunks = 0;
          late = 0;
          hops = new Histogram(TimeUnit.HOURS.toMicros(1), DIGITS);
          return 0;
        });
    TimeUnit.MILLISECONDS.sleep(millis);
    return onLoop(() -> new Seen(chunks, hops.copy(), late, refused, streaming));
  }

  private int streaming() throws InterruptedException {
    return onLoop(() -> streaming);
  }

  private <T> T onLoop(java.util.concurrent.Callable<T> task) throws InterruptedException {
    try {
      return loop.submit(task).get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("the callers failed", e.getCause());
    }
  }

  private boolean until(java.util.concurrent.Callable<Boolean> done, int seconds)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!onLoop(done)) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** Lets every stream come to its end, and leaves. */
  void finish() throws InterruptedException {
    onLoop(() -> last = true);
    until(() -> streaming == 0, PATIENCE_SECONDS);
    close();
  }

  @Override
  public void close() {
    connected.close().awaitUninterruptibly();
  }
}
