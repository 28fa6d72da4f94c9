package dev.isthmus.server.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Makes event loops of a {@link Transport}; sockets fit the loops that they run on. */
public final class Transports {

  private Transports() {}

  /** Event loops that both edges share, so that a call never changes its thread. */
  public static EventLoopGroup newLoops(Transport transport, int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name), transport.ioHandlers());
  }

  /** What connections that we open are made of on {@code loops}. */
  public static Class<? extends SocketChannel> clientChannel(EventLoopGroup loops) {
    return of(loops).clientChannel();
  }

  /** What listeners are made of on {@code loops}. */
  public static Class<? extends ServerSocketChannel> serverChannel(EventLoopGroup loops) {
    return of(loops).serverChannel();
  }

  private static Transport of(EventLoopGroup loops) {
    if (!(loops instanceof IoEventLoopGroup io)) {
      return Transport.NIO;
    }
    if (io.isIoType(IoUringIoHandler.class)) {
      return Transport.IO_URING;
    }
    return io.isIoType(EpollIoHandler.class) ? Transport.EPOLL : Transport.NIO;
  }
}
