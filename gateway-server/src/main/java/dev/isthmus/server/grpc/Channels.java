package dev.isthmus.server.grpc;

import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.provider.Address;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Connections of one event loop to gRPC servers: one channel for each address that a name leads to.
 * Channels neither look up names nor try again by themselves; both are done elsewhere.
 *
 * <p>Threads: the event loop only.
 */
final class Channels {
  private static final int METADATA_BYTES = 32 << 10;

  /** Servers take it ill where they are asked more often. */
  private static final long ASK_SECONDS = 360;

  private static final long ANSWER_SECONDS = 20;
  private static final long IDLE_MINUTES = 5;
  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final EventLoop loop;
  private final Class<? extends SocketChannel> sockets;
  private final int messageBytes;
  private final Ticker ticker;
  private final SslContext tls;
  private final Map<Place, Entry> entries = new HashMap<>();
  private long sweptNanos;

  /** One address of one server. */
  record Place(Address address, InetAddress host) {}

  /** A channel, and when it was last asked for. */
  private static final class Entry {
    private final ManagedChannel channel;
    private long usedNanos;

    Entry(ManagedChannel channel) {
      this.channel = channel;
    }
  }

  /** What all channels share. */
  record Ground(
      EventLoop loop, Class<? extends SocketChannel> sockets, int messageBytes, Ticker ticker) {}

  Channels(Ground ground) {
    this(ground, ofUsualAuthorities());
  }

  /**
   * @param tls for addresses that ask for it
   */
  Channels(Ground ground, SslContext tls) {
    this.loop = ground.loop();
    this.sockets = ground.sockets();
    this.messageBytes = ground.messageBytes();
    this.ticker = ground.ticker();
    this.sweptNanos = ticker.nanoTime();
    this.tls = tls;
  }

  private static SslContext ofUsualAuthorities() {
    try {
      return GrpcSslContexts.forClient().protocols("TLSv1.3", "TLSv1.2").build();
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS with the JDK's own authorities", e);
    }
  }

  ManagedChannel channel(Place place, long connectNanos) {
    long now = ticker.nanoTime();
    sweep(now);
    Entry entry = entries.computeIfAbsent(place, one -> new Entry(open(one, connectNanos)));
    entry.usedNanos = now;
    return entry.channel;
  }

  /**
   * It could not connect: the next call opens another, instead of waiting as long as gRPC thinks
   * best. Breakers see to it that this is not done too often.
   */
  void discard(Place place, ManagedChannel channel) {
    Entry entry = entries.get(place);
    if (entry != null && entry.channel.equals(channel)) {
      entries.remove(place);
    }
    channel.shutdown();
  }

  /** Channels to other addresses end, each after the calls on it. */
  void retain(Set<Address> wanted) {
    entries.entrySet().removeIf(one -> !wanted.contains(one.getKey().address()) && end(one));
  }

  void close() {
    entries.entrySet().removeIf(Channels::end);
  }

  private void sweep(long now) {
    if (now - sweptNanos >= SWEEP_NANOS) {
      sweptNanos = now;
      entries
          .entrySet()
          .removeIf(one -> now - one.getValue().usedNanos >= FORGET_NANOS && end(one));
    }
  }

  private static boolean end(Map.Entry<Place, Entry> one) {
    one.getValue().channel.shutdown();
    return true;
  }

  private ManagedChannel open(Place place, long connectNanos) {
    Address address = place.address();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(new InetSocketAddress(place.host(), address.port()))
            .overrideAuthority(address.authority())
            .eventLoopGroup(loop)
            .channelType(sockets)
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(messageBytes)
            .maxInboundMetadataSize(METADATA_BYTES)
            .decompressorRegistry(
                DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
            .keepAliveTime(ASK_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
            .idleTimeout(IDLE_MINUTES, TimeUnit.MINUTES)
            .withOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .withOption(ChannelOption.TCP_NODELAY, true)
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(connectNanos)))
            .userAgent("isthmus");
    return (address.tls() ? builder.sslContext(tls) : builder.usePlaintext()).build();
  }
}
