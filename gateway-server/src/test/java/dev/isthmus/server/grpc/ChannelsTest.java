package dev.isthmus.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.provider.Address;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Channels end when nobody wants them, and not before. */
final class ChannelsTest {
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private long nanos = -7;
  private final Channels channels =
      new Channels(
          new Channels.Ground(
              (EventLoop) loops.next(), NioSocketChannel.class, 1 << 20, () -> nanos));

  @AfterEach
  void stop() {
    channels.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static Channels.Place place(int port) {
    return new Channels.Place(
        Address.of(URI.create("http://127.0.0.1:" + port), true), InetAddress.getLoopbackAddress());
  }

  private ManagedChannel channel(int port) {
    return channels.channel(place(port), CONNECT_NANOS);
  }

  @Test
  void oneThatIsNotAskedForIsForgotten() {
    ManagedChannel used = channel(1);
    ManagedChannel unused = channel(2);
    for (int minute = 0; minute < 9; minute++) {
      nanos += TimeUnit.MINUTES.toNanos(1);
      assertSame(used, channel(1));
      assertFalse(unused.isShutdown(), "after " + minute);
    }
    nanos += TimeUnit.MINUTES.toNanos(1);
    assertSame(used, channel(1));
    assertTrue(unused.isShutdown());
    assertFalse(used.isShutdown());
    assertNotSame(unused, channel(2));
  }

  @Test
  void onlyAddressesThatAreWantedAreRetained() {
    ManagedChannel kept = channel(1);
    ManagedChannel gone = channel(2);
    channels.retain(Set.of(place(1).address()));
    assertFalse(kept.isShutdown());
    assertTrue(gone.isShutdown());
    assertSame(kept, channel(1));
    assertNotSame(gone, channel(2));
  }

  @Test
  void oneThatCouldNotConnectIsReplacedOnce() {
    ManagedChannel broken = channel(1);
    channels.discard(place(1), broken);
    assertTrue(broken.isShutdown());
    ManagedChannel next = channel(1);
    channels.discard(place(1), broken);
    assertSame(next, channel(1), "another call's news of the old one");
    assertEquals("127.0.0.1:1", next.authority());
  }
}
