package dev.isthmus.load.scenario;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers that ask for long streamed answers and read {@value #BYTES_PER_SECOND} bytes of them each
 * second. Their sockets take in little ahead of that, so that what they leave stays where it is.
 * Threads: an event loop of its own; the methods are for any.
 */
final class SlowReaders implements AutoCloseable {
  static final String MODEL = "long-answers";

  private static final int BYTES_PER_SECOND = 1_024;
  private static final int SOCKET_BYTES = 4_096;
  private static final int TOKENS = 900_000;

  private final EventLoopGroup group;
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  private SlowReaders(EventLoopGroup group) {
    this.group = group;
  }

  /** Opens {@code count} of them, {@code perSecond} each second. */
  static SlowReaders open(URI target, int count, double perSecond) {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("slow-readers", true), NioIoHandler.newFactory());
    SlowReaders readers = new SlowReaders(group);
    EventLoop loop = group.next();
    for (int i = 0; i < count; i++) {
      var unused =
          loop.schedule(
              () -> readers.connect(loop, target),
              (long) (i * 1e9 / perSecond),
              TimeUnit.NANOSECONDS);
    }
    return readers;
  }

  private void connect(EventLoop loop, URI target) {
    var unused =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES)
            .option(ChannelOption.AUTO_READ, false)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(BYTES_PER_SECOND).maxMessagesPerRead(1))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Reader(request(target.getAuthority())));
                  }
                })
            .connect(new InetSocketAddress(target.getHost(), target.getPort()));
  }

  private static ByteBuf request(String authority) {
    String body =
        String.format(
            Locale.ROOT,
            "{\"model\":\"%s\",\"stream\":true,\"max_tokens\":%d,\"messages\":[{\"role\":\"user\","
                + "\"content\":\"sim:tokens=%d\"}]}",
            MODEL,
            TOKENS,
            TOKENS);
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: %s\r\nauthorization: Bearer %s\r\n"
                .formatted(authority, Stage.CALLER_KEY)
            + "content-type: application/json\r\ncontent-length: %d\r\n\r\n"
                .formatted(body.length());
    return Unpooled.copiedBuffer(head + body, StandardCharsets.US_ASCII);
  }

  /** How many are being answered now. */
  int served() {
    return served.get();
  }

  /** What all of them have read. */
  long bytesRead() {
    return bytes.get();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    private static final String GOOD = "HTTP/1.1 200";

    private final ByteBuf request;
    private boolean begun;
    private boolean good;

    Reader(ByteBuf request) {
      this.request = request;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      var unused = context.writeAndFlush(request);
      var next =
          context.executor().scheduleAtFixedRate(() -> context.read(), 1, 1, TimeUnit.SECONDS);
      context.channel().closeFuture().addListener(closed -> next.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf part = (ByteBuf) message;
      bytes.addAndGet(part.readableBytes());
      if (!begun) {
        begun = true;
        good = part.toString(StandardCharsets.US_ASCII).startsWith(GOOD);
        served.addAndGet(good ? 1 : 0);
      }
      part.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      served.addAndGet(good ? -1 : 0);
      good = false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }
}
