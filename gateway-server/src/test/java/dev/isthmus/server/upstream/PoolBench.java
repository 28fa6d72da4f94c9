package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.core.exchange.HeaderSource;
import dev.isthmus.core.exchange.Upstream;
import dev.isthmus.core.provider.Address;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A pool on a loop of its own, with a clock that the test turns. */
final class PoolBench implements AutoCloseable, PoolEvents {

  static final HeaderSource JSON = sink -> sink.add("content-type", "application/json");

  final AtomicLong nanos = new AtomicLong(System.nanoTime());
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final AtomicInteger reused = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final ConcurrentLinkedQueue<Runnable> timers = new ConcurrentLinkedQueue<>();
  final EventLoop loop;
  final UpstreamPool pool;
  private final MultiThreadIoEventLoopGroup group;
  private final CachedResolver resolver;
  private final List<Object> changes = new ArrayList<>();

  PoolBench(PoolConfig config) throws Exception {
    this(config, UpstreamTls.of(SslProvider.JDK, null), Epoll.isAvailable());
  }

  PoolBench(PoolConfig config, UpstreamTls tls, boolean epoll) {
    this(
        config,
        tls,
        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(),
        epoll ? EpollSocketChannel::new : NioSocketChannel::new);
  }

  /** The same on io_uring. */
  static PoolBench onRing() throws Exception {
    return new PoolBench(
        PoolConfig.DEFAULT,
        UpstreamTls.of(SslProvider.JDK, null),
        IoUringIoHandler.newFactory(),
        IoUringSocketChannel::new);
  }

  private PoolBench(
      PoolConfig config,
      UpstreamTls tls,
      IoHandlerFactory io,
      ChannelFactory<? extends SocketChannel> sockets) {
    group = new MultiThreadIoEventLoopGroup(1, io);
    loop = group.next();
    resolver =
        new CachedResolver(
            InetAddress::getAllByName, Executors.newSingleThreadExecutor(), nanos::get);
    Connector connector = new Connector(loop, sockets, resolver, tls);
    pool = new UpstreamPool(connector, config, this, new TurnTicker(nanos::get), this::schedule);
  }

  private Scheduler.Timer schedule(Runnable task, long delayNanos) {
    timers.add(task);
    return () -> timers.remove(task);
  }

  /** Lets {@code seconds} pass and runs what was due. */
  void pass(long seconds) {
    onLoop(
        () -> {
          nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
          Runnable due = timers.poll();
          if (due != null) {
            due.run();
          }
          return true;
        });
  }

  <T> T onLoop(Callable<T> task) {
    try {
      return loop.submit(task).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Address local(int port) {
    return new Address("127.0.0.1", port, false, true);
  }

  Heard post(Address address, String body) {
    return post(address, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8), true);
  }

  Heard post(Address address, ByteBuf body, boolean greedy) {
    Heard heard = new Heard(greedy);
    send(
        new Upstream.Request(address, "POST", "/v1/x", JSON, body, TimeUnit.SECONDS.toNanos(1)),
        heard);
    return heard;
  }

  void send(Upstream.Request request, Heard heard) {
    onLoop(
        () -> {
          heard.insideSend = true;
          Upstream.Call call = pool.send(request, heard);
          heard.insideSend = false;
          heard.call.set(call);
          return call;
        });
  }

  void read(Heard heard) {
    onLoop(
        () -> {
          Upstream.Call call = heard.call.get();
          if (call != null) {
            call.read();
          }
          return true;
        });
  }

  void cancel(Heard heard) {
    onLoop(
        () -> {
          Upstream.Call call = heard.call.get();
          if (call != null) {
            call.cancel();
          }
          return true;
        });
  }

  /** Waits until a count of connections is as wanted. */
  void awaitCount(AtomicInteger count, int wanted) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    synchronized (changes) {
      while (count.get() < wanted) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("count " + count + " (expected: " + wanted + ")");
        }
        TimeUnit.NANOSECONDS.timedWait(changes, left);
      }
    }
  }

  private void changed(AtomicInteger count) {
    synchronized (changes) {
      count.incrementAndGet();
      changes.notifyAll();
    }
  }

  @Override
  public void opened(Address address, long connectNanos) {
    changed(opened);
  }

  @Override
  public void closed(Address address) {
    changed(closed);
  }

  @Override
  public void reused(Address address) {
    changed(reused);
  }

  @Override
  public void failed(Address address) {
    changed(failed);
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          pool.close();
          return true;
        });
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    resolver.close();
  }
}
