package dev.isthmus.load.generator;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keep-alive connections to one target; the one used last is used next.
 *
 * <p>Threads: the run's event loop. Bounds: the plan's connections, and {@value #MOST_WAITING}
 * calls that wait for one.
 */
final class ClientPool {

  private static final int MOST_WAITING = 200_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final Bootstrap bootstrap;
  private final Target target;
  private final Questions questions;
  private final int most;
  private final Deque<ClientConnection> idle = new ArrayDeque<>();
  private final Deque<Call> waiting = new ArrayDeque<>();
  private int open;

  /** Where to connect. */
  record Target(String host, int port, @Nullable SslContext tls) {}

  ClientPool(
      EventLoop loop, Class<? extends Channel> type, Target target, Questions questions, int most) {
    this.target = target;
    this.questions = questions;
    this.most = most;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(type)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .handler(new Pipeline());
  }

  /** Sends {@code call} as soon as there is a connection for it. */
  void send(Call call) {
    ClientConnection connection = idle.pollLast();
    if (connection != null) {
      connection.send(call, questions);
    } else if (waiting.size() >= MOST_WAITING) {
      call.end(Outcome.NOT_SENT, System.nanoTime());
    } else {
      waiting.addLast(call);
      if (open < most) {
        connect();
      }
    }
  }

  private void connect() {
    open++;
    var unused =
        bootstrap
            .connect(target.host, target.port)
            .addListener(
                connected -> {
                  if (!connected.isSuccess()) {
                    open--;
                    Call call = next();
                    if (call != null) {
                      call.end(Outcome.NOT_CONNECTED, System.nanoTime());
                    }
                    reconnect();
                  }
                });
  }

  /** A connection has become free. */
  void free(ClientConnection connection) {
    Call call = next();
    if (call == null) {
      idle.addLast(connection);
    } else {
      connection.send(call, questions);
    }
  }

  /** Closes what is open and idle. */
  void close() {
    List.copyOf(idle).forEach(ClientConnection::abandon);
  }

  /** A connection has gone. */
  void gone(ClientConnection connection) {
    open--;
    idle.remove(connection);
    reconnect();
  }

  /** Calls wait that no connection on its way will take. */
  private void reconnect() {
    if (!waiting.isEmpty() && open < most) {
      connect();
    }
  }

  private @Nullable Call next() {
    Call call = waiting.pollFirst();
    while (call != null && call.over()) {
      call = waiting.pollFirst();
    }
    return call;
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      if (target.tls != null) {
        channel
            .pipeline()
            .addLast(target.tls.newHandler(channel.alloc(), target.host, target.port));
      }
      channel
          .pipeline()
          .addLast(new HttpClientCodec())
          .addLast(new ClientConnection(ClientPool.this));
    }
  }
}
