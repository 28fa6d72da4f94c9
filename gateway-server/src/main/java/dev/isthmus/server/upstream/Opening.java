package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.provider.Address;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection on its way: name, then an address that may be used, then TCP, then TLS. An address
 * that refuses at once gives way to the next, while the deadline lasts.
 *
 * <p>Threads: one event loop. Errors: exactly one of the client's two answers, UNSENT if it failed.
 */
final class Opening implements CachedResolver.Waiter {

  /** Addresses of one name that are tried. */
  private static final int MAX_TRIES = 3;

  private final Connector connector;
  private final Address address;
  private final Connector.Client client;
  private final @Nullable HttpCall owner;
  private final long startNanos;
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable Channel channel;
  private boolean over;

  Opening(Connector connector, Address address, Connector.Client client, @Nullable HttpCall owner) {
    this.connector = connector;
    this.address = address;
    this.client = client;
    this.owner = owner;
    this.startNanos = client.nanoTime();
  }

  /** The deadline spans all of it; the first step is a task, so that nothing is told too early. */
  void begin(long timeoutNanos) {
    deadline = connector.loop().schedule(this::tooLate, timeoutNanos, TimeUnit.NANOSECONDS);
    connector
        .loop()
        .execute(() -> connector.resolver().resolve(address.host(), connector.loop(), this));
  }

  private void tooLate() {
    fail(FailureKind.CONNECT, "no connection within the deadline");
  }

  @Override
  public void resolved(CachedResolver.@Nullable Answer answer) {
    if (over) {
      return;
    }
    if (answer == null) {
      fail(FailureKind.CONNECT, "the host's name was not found");
      return;
    }
    connect(answer, answer.first(), 0);
  }

  private void connect(CachedResolver.Answer answer, int first, int tries) {
    InetAddress target = answer.address(first + tries);
    if (!address.allowPrivate() && !PublicAddress.isPublic(target)) {
      fail(FailureKind.CONNECT, "the host's address is not public (allow_private permits it)");
      return;
    }
    ResponseRelay relay = client.newRelay();
    Pipeline pipeline = new Pipeline(connector.tls(), address, relay);
    ChannelFuture connecting =
        connector
            .bootstrap()
            .handler(pipeline)
            .connect(new InetSocketAddress(target, address.port()));
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (over) {
            closeChannel();
          } else if (done.isSuccess()) {
            connected(relay, pipeline.ssl);
          } else if (tries + 1 < Math.min(MAX_TRIES, answer.size())) {
            connect(answer, first, tries + 1);
          } else {
            fail(FailureKind.CONNECT, "the connection was not accepted");
          }
        });
  }

  private void connected(ResponseRelay relay, @Nullable SslHandler ssl) {
    if (ssl == null) {
      succeed(relay);
      return;
    }
    ssl.handshakeFuture().addListener(done -> shaken(relay, done));
    Channel open = channel;
    if (open != null) {
      open.read();
    }
  }

  private void shaken(ResponseRelay relay, Future<?> handshake) {
    if (over) {
      return;
    }
    if (handshake.isSuccess()) {
      succeed(relay);
    } else if (UpstreamTls.isDistrust(handshake.cause())) {
      fail(FailureKind.TLS, "the host's certificate or its TLS is not acceptable");
    } else {
      fail(FailureKind.CONNECT, "the connection ended before TLS was set up");
    }
  }

  private void succeed(ResponseRelay relay) {
    finish();
    Channel open = channel;
    if (open == null || !open.isActive()) {
      client.refused(owner, unsent(FailureKind.CONNECT, "the connection ended at once"));
      return;
    }
    relay.adopt();
    client.opened(relay, owner, client.nanoTime() - startNanos);
  }

  private void fail(FailureKind kind, String detail) {
    if (over) {
      return;
    }
    finish();
    closeChannel();
    client.refused(owner, unsent(kind, detail));
  }

  private void finish() {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private void closeChannel() {
    if (channel != null) {
      ChannelFuture unused = channel.close();
    }
  }

  private static Failure unsent(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Failure.Retry.UNSENT, detail);
  }

  /** TLS where the address asks for it, then the relay: two handlers at most. */
  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final UpstreamTls tls;
    private final Address address;
    private final ResponseRelay relay;
    private @Nullable SslHandler ssl;

    Pipeline(UpstreamTls tls, Address address, ResponseRelay relay) {
      this.tls = tls;
      this.address = address;
      this.relay = relay;
    }

    @Override
    protected void initChannel(Channel ch) {
      if (address.tls()) {
        ssl = tls.newHandler(ch.alloc(), address);
        ch.pipeline().addLast(ssl);
      }
      ch.pipeline().addLast(relay);
    }

    /** The relay hears of what happens later; here nothing is left to say. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ChannelFuture unused = ctx.close();
    }
  }
}
