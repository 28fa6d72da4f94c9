package dev.isthmus.load.cloud;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The event loops on which simulated clouds run; each cloud lives on one of them.
 *
 * <p>Threads: any but the loops themselves.
 */
public final class CloudHost implements AutoCloseable {

  private final EventLoopGroup loops;
  private final Class<? extends ServerSocketChannel> channelType;
  private final List<Cloud> clouds = new CopyOnWriteArrayList<>();

  private CloudHost(EventLoopGroup loops, Class<? extends ServerSocketChannel> channelType) {
    this.loops = loops;
    this.channelType = channelType;
  }

  /** Starts {@code count} loops, on epoll where it loads. */
  public static CloudHost start(int count) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("sim-cloud", true), io);
    return new CloudHost(
        loops, epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  /**
   * Starts a cloud.
   *
   * @throws IOException where its ports are taken or its certificate cannot be read
   */
  public Cloud open(CloudSpec spec) throws IOException {
    EventLoop loop = loops.next();
    Cloud cloud = new Cloud(spec, loop, channelType);
    cloud.open();
    clouds.add(cloud);
    return cloud;
  }

  /** Stops all clouds and their loops. */
  @Override
  public void close() {
    clouds.forEach(Cloud::close);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
