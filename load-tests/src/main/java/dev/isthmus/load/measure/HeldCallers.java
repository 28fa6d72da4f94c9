package dev.isthmus.load.measure;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers that ask once and stay: for the list of models, or for a stream, which they read and
 * forget. Threads: one, and an event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a lost connection tells by itself
final class HeldCallers implements AutoCloseable {
  /** Connections that are made at a time, so that nobody's backlog overflows. */
  private static final int AT_A_TIME = 250;

  private static final int PATIENCE_SECONDS = 30;
  private static final String REST =
      " HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer " + Proxies.KEY + "\r\n";
  private static final String BODY =
      "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"messages\":"
          + "[{\"role\":\"user\",\"content\":\"Hello\"}]}";
  private static final String STREAM =
      "POST /v1/chat/completions"
          + REST
          + "content-type: application/json\r\ncontent-length: "
          + BODY.length()
          + "\r\n\r\n"
          + BODY;
  private static final String MODELS = "GET /v1/models" + REST + "\r\n";

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<Channel> channels = new ArrayList<>();
  private final AtomicLong refused = new AtomicLong();
  private final ByteBuf request;
  private final int port;
  private volatile CountDownLatch answers = new CountDownLatch(0);

  HeldCallers(int port, boolean streamed) {
    this.port = port;
    request = StubAnswers.fixed(streamed ? STREAM : MODELS);
  }

  /** Reads what comes, and looks at the first of it only. */
  private final class Reader extends CallerEnd {
    private boolean answered;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(request.duplicate(), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (!answered) {
        answered = true;
        if (!isGiven(bytes)) {
          refused.incrementAndGet();
        }
        answers.countDown();
      }
      bytes.release();
    }
  }

  /** Opens {@code count} more, and waits until all were answered. */
  void open(int count) throws IOException, InterruptedException {
    Bootstrap bootstrap = CallerEnd.dial(loop, port, Reader::new);
    for (int opened = 0; opened < count; opened += AT_A_TIME) {
      int now = Math.min(AT_A_TIME, count - opened);
      answers = new CountDownLatch(now);
      for (int i = 0; i < now; i++) {
        channels.add(bootstrap.connect().channel());
      }
      if (!answers.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || refused.get() > 0) {
        throw new IOException(
            "of %d callers %d were not answered and %d refused"
                .formatted(opened + now, answers.getCount(), refused.get()));
      }
    }
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      channel.close();
    }
    loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
