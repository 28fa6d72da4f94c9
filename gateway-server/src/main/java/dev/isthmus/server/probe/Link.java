package dev.isthmus.server.probe;

import dev.isthmus.core.provider.Address;
import dev.isthmus.core.signal.EngineReport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way to one engine: a connection that is kept from one scrape to the next, and made anew where
 * it is gone. One scrape at a time. Threads: the probes' loop.
 */
final class Link {
  private static final int CONNECT_MILLIS = 1_000;

  private final ProbePlace place;
  private @Nullable Channel channel;
  private @Nullable Scrape current;

  Link(ProbePlace place) {
    this.place = place;
  }

  /** Asks {@code target}; {@code reply} hears of it, maybe before this returns. */
  void get(ProbeTarget target, Scrape.Reply reply) {
    Scrape scrape = new Scrape(target, place, new Ending(reply));
    current = scrape;
    Channel kept = channel;
    if (!target.authenticator().isReady()) {
      scrape.fail(Trouble.NO_CREDENTIAL);
    } else if (kept != null && kept.isActive()) {
      scrape.send(kept);
    } else {
      Address address = target.address();
      place
          .resolver()
          .next(
              bare(address.host()),
              address.allowPrivate(),
              place.loop(),
              found -> connect(found, address, scrape));
    }
  }

  /** Ends the connection, and a scrape under way, of which nobody hears. */
  void close() {
    Scrape scrape = current;
    current = null;
    if (scrape != null) {
      scrape.end();
    }
    drop();
  }

  private void connect(@Nullable InetAddress found, Address address, Scrape scrape) {
    if (scrape.isOver()) {
      return;
    }
    if (found == null) {
      scrape.fail(Trouble.NO_ADDRESS);
      return;
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(place.loop())
            .channelFactory(new ReflectiveChannelFactory<>(place.sockets()))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Pipeline(address, scrape))
            .connect(new InetSocketAddress(found, address.port()));
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            scrape.fail(Trouble.UNREACHABLE);
          } else if (!address.tls()) {
            scrape.send(connecting.channel());
          }
        });
  }

  private void drop() {
    Channel was = channel;
    channel = null;
    if (was != null) {
      ChannelFuture unused = was.close();
    }
  }

  /** An IPv6 literal stands in brackets in a URL, and nowhere else. */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Keeps the connection where it may be kept, before anybody hears how it went. */
  private final class Ending implements Scrape.Reply {
    private final Scrape.Reply reply;

    Ending(Scrape.Reply reply) {
      this.reply = reply;
    }

    @Override
    public void heard(EngineReport report, boolean keep) {
      current = null;
      if (!keep) {
        drop();
      }
      reply.heard(report, keep);
    }

    @Override
    public void failed(Trouble why) {
      current = null;
      drop();
      reply.failed(why);
    }
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    private final Address address;
    private final Scrape first;

    Pipeline(Address address, Scrape first) {
      this.address = address;
      this.first = first;
    }

    @Override
    protected void initChannel(SocketChannel socket) {
      if (address.tls()) {
        SslHandler tls =
            place.tls().newHandler(socket.alloc(), bare(address.host()), address.port());
        tls.handshakeFuture()
            .addListener(
                done -> {
                  if (done.isSuccess()) {
                    first.send(socket);
                  } else {
                    first.fail(Trouble.UNREACHABLE);
                  }
                });
        socket.pipeline().addLast(tls);
      }
      socket.pipeline().addLast(new HttpClientCodec()).addLast(new Answers());
    }
  }

  /** Hands what comes to the scrape that waits for it; where none does, the connection ends. */
  private final class Answers extends SimpleChannelInboundHandler<HttpObject> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
      Scrape scrape = current;
      if (scrape == null) {
        ChannelFuture unused = ctx.close();
      } else {
        scrape.see(message);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      Scrape scrape = current;
      if (ctx.channel().equals(channel) && scrape != null) {
        scrape.fail(Trouble.BROKEN);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ChannelFuture unused = ctx.close();
    }
  }
}
