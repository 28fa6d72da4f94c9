package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one size, each connection's next one as soon as its last was answered, on the event loop
 * of the provider: two programs would spend more of a processor than a proxy leaves them. Threads:
 * one, and that loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a lost connection fails the run
final class ClosedLoop implements Rounds.Work {
  private static final int PATIENCE_SECONDS = 120;
  private static final int DIGITS = 3;
  private static final double P50 = 50;
  private static final double P99 = 99;

  private final EventLoopGroup loop;
  private final int connections;
  private final String body;
  private final List<Double> rates = new ArrayList<>();
  private final List<Double> p50 = new ArrayList<>();
  private final List<Double> p99 = new ArrayList<>();

  ClosedLoop(EventLoopGroup loop, int connections, String body) {
    this.loop = loop;
    this.connections = connections;
    this.body = body;
  }

  /** One run; but for {@link #over}, everything in it is the loop's. */
  private static final class Run {
    private final int calls;
    private final ByteBuf request;
    private final Histogram micros = new Histogram(TimeUnit.HOURS.toMicros(1), DIGITS);
    private final CompletableFuture<Histogram> over = new CompletableFuture<>();
    private int begun;
    private int ended;

    Run(int calls, String request) {
      this.calls = calls;
      this.request = StubAnswers.fixed(request);
    }

    void next(ChannelHandlerContext context) {
      if (begun < calls) {
        begun++;
        context.writeAndFlush(request.duplicate(), context.voidPromise());
      } else {
        context.close();
      }
    }

    void ended(long nanos) {
      micros.recordValue(nanos / 1000);
      ended++;
      if (ended == calls) {
        over.complete(micros);
      }
    }
  }

  /** One connection. */
  private static final class Caller extends CallerEnd {
    private final Run run;
    private @Nullable ByteBuf held;
    private long sentNanos;
    private boolean asks;

    Caller(Run run) {
      this.run = run;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      ask(context);
    }

    private void ask(ChannelHandlerContext context) {
      sentNanos = System.nanoTime();
      asks = run.begun < run.calls;
      run.next(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf more = (ByteBuf) message;
      ByteBuf all = held == null ? more : Framing.join(context.alloc(), held, more);
      held = all;
      if (!Framing.of(all).isWhole(all)) {
        return;
      }
      held = null;
      if (!isGiven(all)) {
        fail(all.toString(US_ASCII));
      }
      all.release();
      run.ended(System.nanoTime() - sentNanos);
      ask(context);
    }

    private void fail(String why) {
      run.over.completeExceptionally(new IOException("a call was not answered: " + why));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (asks) {
        fail("its connection ended");
      }
      if (held != null) {
        held.release();
        held = null;
      }
    }
  }

  @Override
  public double run(int port, int times) throws IOException, InterruptedException {
    Run run = new Run(times, Question.request(port, body));
    Bootstrap bootstrap = CallerEnd.dial(loop, port, () -> new Caller(run));
    long begun = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      bootstrap.connect();
    }
    Histogram micros = await(run);
    rates.add(times / ((System.nanoTime() - begun) / 1e9));
    p50.add((double) micros.getValueAtPercentile(P50));
    p99.add((double) micros.getValueAtPercentile(P99));
    return times;
  }

  private static Histogram await(Run run) throws IOException, InterruptedException {
    try {
      return run.over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("not all calls were answered in " + PATIENCE_SECONDS + " s", e);
    }
  }

  @Override
  public void warmedUp() {
    rates.clear();
    p50.clear();
    p99.clear();
  }

  /** Calls that came back each second, the median of the rounds. */
  double perSecond() {
    return Figures.median(rates);
  }

  /** Microseconds, the median of the rounds. */
  double p50() {
    return Figures.median(p50);
  }

  /** Microseconds, the median of the rounds. */
  double p99() {
    return Figures.median(p99);
  }
}
