package dev.isthmus.server.http;

import dev.isthmus.core.call.Strain;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.server.http.EdgeEvents.Cut;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Listens for callers. Life: any number of {@link #bind}, then {@link #drain}, then {@link #cut},
 * then {@link #close}.
 *
 * <p>Threads: its methods may be called from any thread but an event loop's, one at a time.
 */
public final class HttpServer implements AutoCloseable {
  /** Bounds of what waits for one stream's caller: a hundred of them stay below 1 MiB. */
  static final WriteBufferWaterMark STREAM_MARKS = new WriteBufferWaterMark(4 << 10, 8 << 10);

  private static final int ACCEPT_BACKLOG = 4096;

  private final EventLoopGroup loops;
  private final Edge edge;
  private final Map<EventLoop, EdgeLoop> edgeLoops = new HashMap<>();
  private final ChannelGroup listeners = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Visitors visitors;
  private volatile boolean closed;

  /**
   * @param loops on which connections live; the server does not shut them down
   * @param turns the time of each loop
   */
  public HttpServer(EventLoopGroup loops, Edge edge, Function<EventLoop, TurnTicker> turns) {
    this.loops = loops;
    this.edge = edge;
    this.visitors = new Visitors(edge.limits());
    for (EventExecutor executor : loops) {
      EventLoop loop = (EventLoop) executor;
      edgeLoops.put(loop, new EdgeLoop(loop, edge, turns.apply(loop)));
    }
  }

  /**
   * Opens a listener.
   *
   * @return where it listens, with the port that the system chose if it was to
   * @throws IOException if it cannot listen there
   */
  public InetSocketAddress bind(ListenerConfig config) throws IOException {
    var bound =
        bootstrap(config.tls()).bind(config.address(), config.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String where = config.address() + ":" + config.port();
      throw new IOException("listen: " + where + " (expected: a free address)", bound.cause());
    }
    listeners.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /**
   * Goes on accepting for {@code acceptFor}, while whoever sends callers here learns of the end,
   * and tells callers to come back elsewhere; then stops, and lets each connection end with the
   * request that it is serving.
   *
   * @return complete when all connections are gone
   */
  public CompletionStage<Void> drain(Duration acceptFor) {
    CompletableFuture<Void> drained = new CompletableFuture<>();
    edgeLoops.forEach((loop, edgeLoop) -> loop.execute(edgeLoop::announceEnd));
    Future<?> unused =
        GlobalEventExecutor.INSTANCE.schedule(
            () -> stopAccepting(drained), acceptFor.toMillis(), TimeUnit.MILLISECONDS);
    return drained;
  }

  /** Ends the calls that are still under way, each with an error that its caller can read. */
  public void cut() {
    edgeLoops.forEach((loop, edgeLoop) -> loop.execute(edgeLoop::cut));
  }

  /** Ends everything at once. */
  @Override
  public void close() {
    closed = true;
    listeners.close().awaitUninterruptibly();
    for (Channel connection : connections) {
      connection.eventLoop().execute(() -> Farewell.reset(connection));
    }
    connections.newCloseFuture().awaitUninterruptibly();
    // By tasks of the loops: whatever calls still did when they ended is done, too.
    onEachLoop(EdgeLoop::stop);
  }

  private void stopAccepting(CompletableFuture<Void> drained) {
    listeners.close().addListener(closed -> drainLoops(drained));
  }

  private void drainLoops(CompletableFuture<Void> drained) {
    onEachLoop(EdgeLoop::drain);
    connections.newCloseFuture().addListener(gone -> drained.complete(null));
  }

  /** Returns when {@code task} is done on every loop. */
  private void onEachLoop(Consumer<EdgeLoop> task) {
    List<Future<?>> told = new ArrayList<>();
    edgeLoops.forEach((loop, edgeLoop) -> told.add(loop.submit(() -> task.accept(edgeLoop))));
    told.forEach(Future::awaitUninterruptibly);
  }

  private ServerBootstrap bootstrap(@Nullable ServerTls tls) {
    return new ServerBootstrap()
        .group(loops)
        .channel(Transports.serverChannel(loops))
        .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        // The pooled one pools slices, too, and each request's body is one.
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, marks())
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                accept(channel, tls);
              }
            });
  }

  /** Bounds of what waits for one caller. */
  private WriteBufferWaterMark marks() {
    int high = edge.limits().answerBytes();
    return new WriteBufferWaterMark(high / 4, high);
  }

  private void accept(SocketChannel channel, @Nullable ServerTls tls) {
    InetAddress address = channel.remoteAddress().getAddress();
    Cut cut = edge.strain().get().reaches(Strain.OUT) ? Cut.MEMORY : visitors.tryAdd(address);
    if (cut != null) {
      edge.events().cut(cut);
      Wire.close(channel);
      return;
    }
    channel.closeFuture().addListener(gone -> visitors.remove(address));
    connections.add(channel);
    if (closed) {
      // Accepted before the listener closed, and too late to be found by close().
      Wire.close(channel);
      return;
    }
    edge.events().connectionOpened();
    channel.closeFuture().addListener(closed -> edge.events().connectionClosed());
    serve(channel, tls);
  }

  private void serve(SocketChannel channel, @Nullable ServerTls tls) {
    EdgeLoop edgeLoop = edgeLoops.get(channel.eventLoop());
    if (edgeLoop == null) {
      throw new IllegalStateException("event loop: unknown (expected: one of the server's)");
    }
    if (tls == null) {
      channel.pipeline().addLast(new PrefaceDetector(channel, edgeLoop));
    } else {
      SslHandler handler = tls.context().newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(edge.limits().timeouts().handshake().toMillis());
      handler
          .handshakeFuture()
          .addListener(
              shaken -> {
                if (!shaken.isSuccess()) {
                  edge.events().cut(Cut.HANDSHAKE);
                }
              });
      channel.pipeline().addLast(handler, new AlpnChoice(edgeLoop));
    }
  }
}
