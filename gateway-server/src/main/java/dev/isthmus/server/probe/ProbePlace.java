package dev.isthmus.server.probe;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Where probes run.
 *
 * @param loop none of those that calls run on
 * @param sockets that fit the loop
 * @param tls towards engines, verified as towards providers
 */
public record ProbePlace(
    EventLoop loop, Class<? extends SocketChannel> sockets, Resolver resolver, SslContext tls) {

  /** Finds an address of a host, on {@code executor}; null where there is none that may be used. */
  @FunctionalInterface
  public interface Resolver {
    void next(
        String host, boolean allowPrivate, Executor executor, Consumer<@Nullable InetAddress> is);
  }

  /** TLS by the JDK's own authorities, the name always verified. */
  public static SslContext usualTls() {
    try {
      return SslContextBuilder.forClient()
          .protocols("TLSv1.3", "TLSv1.2")
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS with the JDK's own authorities", e);
    }
  }
}
