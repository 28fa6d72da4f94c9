package dev.isthmus.load.generator;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One run of load. Calls leave when they are due, and their time counts from then: a target that
 * stalls cannot slow the schedule down and so hide how long its callers wait.
 *
 * <p>Threads: everything happens on one event loop of its own; the methods are for any other.
 */
public final class LoadRun {

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final LoadPlan plan;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Tally tally;
  private final ClientPool pool;
  private final Schedule schedule;
  private final SplittableRandom random;
  private final long startNanos = System.nanoTime();
  private final Deque<Call> byDueTime = new ArrayDeque<>();
  private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
  private final List<Consumer<LiveSecond>> listeners = new CopyOnWriteArrayList<>();
  private volatile LiveSecond latest = LiveSecond.NOTHING;
  private volatile boolean stopped;
  private long number;
  private int secondsClosed;

  private LoadRun(LoadPlan plan, @Nullable CallSheet sheet, EventLoopGroup group, boolean epoll)
      throws SSLException {
    this.plan = plan;
    this.group = group;
    this.loop = group.next();
    this.tally = new Tally(plan.bounds().keepCalls());
    this.schedule =
        sheet == null
            ? new Schedule(plan.rate(), startNanos, plan.seed())
            : new Schedule(sheet, startNanos);
    this.random = new SplittableRandom(plan.seed() + 1);
    ClientPool.Target target = target(plan);
    Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    Questions questions = new Questions(plan, plan.target().getRawAuthority(), sheet);
    this.pool = new ClientPool(loop, type, target, questions, plan.bounds().connections());
  }

  /**
   * Starts to send.
   *
   * @throws SSLException where the target wants TLS and there is none
   */
  public static LoadRun start(LoadPlan plan) throws SSLException {
    return open(plan, null);
  }

  /**
   * Starts to send {@code sheet}, in place of the plan's rate and mix.
   *
   * @throws SSLException where the target wants TLS and there is none
   */
  public static LoadRun start(LoadPlan plan, CallSheet sheet) throws SSLException {
    return open(plan.streaming(1), sheet);
  }

  private static LoadRun open(LoadPlan plan, @Nullable CallSheet sheet) throws SSLException {
    boolean epoll = Epoll.isAvailable();
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("load", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    LoadRun run = new LoadRun(plan, sheet, group, epoll);
    run.loop.execute(run::tick);
    return run;
  }

  /** When it began. Units: nanoseconds of {@link System#nanoTime()}. */
  public long startNanos() {
    return startNanos;
  }

  /** The last whole second. */
  public LiveSecond latest() {
    return latest;
  }

  /** Calls {@code listener} on the run's loop after each second; it must not block. */
  public void onSecond(Consumer<LiveSecond> listener) {
    listeners.add(listener);
  }

  /** Sends nothing more; calls that are under way may end. */
  public void stop() {
    stopped = true;
  }

  /**
   * Waits until every call has ended.
   *
   * @throws InterruptedException where the waiting is interrupted; the run goes on
   */
  public LoadResult await() throws InterruptedException {
    try {
      return result.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("the generator failed", e.getCause());
    }
  }

  private static ClientPool.Target target(LoadPlan plan) throws SSLException {
    boolean tls = "https".equalsIgnoreCase(plan.target().getScheme());
    String host = plan.target().getHost();
    if (host == null) {
      throw new IllegalArgumentException(
          "target: " + plan.target() + " (expected: http://host:port/…)");
    }
    int given = plan.target().getPort();
    int port = given >= 0 ? given : tls ? HTTPS_PORT : HTTP_PORT;
    @Nullable SslContext context = tls ? SslContextBuilder.forClient().build() : null;
    return new ClientPool.Target(host, port, context);
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      while (!finishedSending() && schedule.dueNanos() - now <= 0) {
        send(schedule.dueNanos());
        schedule.advance();
      }
      expire(now);
      while (now - startNanos >= (secondsClosed + 1) * SECOND_NANOS) {
        closeSecond();
      }
      if (finishedSending() && byDueTime.isEmpty()) {
        finish(now);
      } else {
        var unused = loop.schedule(this::tick, pause(), TimeUnit.NANOSECONDS);
      }
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
      var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** Until the next call is due, or a tick: calls also run out of time. */
  private long pause() {
    return finishedSending()
        ? TICK_NANOS
        : Math.max(0, Math.min(TICK_NANOS, schedule.dueNanos() - System.nanoTime()));
  }

  private boolean finishedSending() {
    return stopped || schedule.over();
  }

  private void send(long dueNanos) {
    boolean stream = random.nextDouble() < plan.mix().streamingShare();
    Call call = new Call(++number, stream, dueNanos, tally);
    tally.scheduled(System.nanoTime() - dueNanos);
    byDueTime.addLast(call);
    pool.send(call);
  }

  /** Calls stand in the order of their deadlines; those in front that are over are let go. */
  private void expire(long nowNanos) {
    long timeout = plan.bounds().timeout().toNanos();
    for (Call call = byDueTime.peekFirst(); call != null; call = byDueTime.peekFirst()) {
      if (!call.over() && nowNanos - call.scheduledNanos() >= timeout) {
        call.timeOut(nowNanos);
      }
      if (!call.over()) {
        return;
      }
      byDueTime.removeFirst();
    }
  }

  private void closeSecond() {
    secondsClosed++;
    LiveSecond second = tally.tick();
    latest = second;
    listeners.forEach(listener -> listener.accept(second));
  }

  private void finish(long nowNanos) {
    closeSecond();
    result.complete(tally.result(plan, (nowNanos - startNanos) / 1e9));
    pool.close();
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
