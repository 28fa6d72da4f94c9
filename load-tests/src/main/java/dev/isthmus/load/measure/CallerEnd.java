package dev.isthmus.load.measure;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.function.Supplier;

/**
 * A caller's end of one connection to this machine, as all that measure have it: in clear text, and
 * closed by whatever goes wrong. Threads: its event loop.
 */
abstract class CallerEnd extends ChannelInboundHandlerAdapter {
  private static final int STATUS_AT = 9;

  /** What connects to {@code port}, each connection with an {@code end} of its own. */
  static Bootstrap dial(EventLoopGroup loop, int port, Supplier<CallerEnd> end) {
    return new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .remoteAddress("127.0.0.1", port)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(end.get());
              }
            });
  }

  /** Whether {@code answer}, which is borrowed and at its beginning, gives what was asked for. */
  static boolean isGiven(ByteBuf answer) {
    return answer.getByte(answer.readerIndex() + STATUS_AT) == '2';
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var unused = context.close();
  }
}
