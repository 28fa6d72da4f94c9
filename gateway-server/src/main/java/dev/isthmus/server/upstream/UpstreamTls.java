package dev.isthmus.server.upstream;

import dev.isthmus.core.provider.Address;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards providers: 1.2 and 1.3, the name always verified, sessions used again.
 *
 * <p>Threads: any; one per process. Errors: a trust file that cannot be read is an {@link
 * SSLException} at birth.
 */
public final class UpstreamTls {

  private final SslContext context;

  private UpstreamTls(SslProvider engine, @Nullable Path trust) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(engine)
            .protocols("TLSv1.3", "TLSv1.2")
            .endpointIdentificationAlgorithm("HTTPS");
    if (trust != null) {
      builder.trustManager(trust.toFile());
    }
    this.context = builder.build();
  }

  /**
   * Uses the native engine where it loads, the JDK's elsewhere.
   *
   * @param trust a PEM file of the only authorities to trust; null for the JDK's list
   */
  public static UpstreamTls create(@Nullable Path trust) throws SSLException {
    return of(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK, trust);
  }

  /** The same with a given engine. */
  static UpstreamTls of(SslProvider engine, @Nullable Path trust) throws SSLException {
    return new UpstreamTls(engine, trust);
  }

  /** The opening's own deadline covers the handshake. */
  SslHandler newHandler(ByteBufAllocator allocator, Address address) {
    SslHandler handler = context.newHandler(allocator, peer(address.host()), address.port());
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** An IPv6 literal stands in brackets in a URL and without them in a certificate. */
  private static String peer(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /**
   * Whether a handshake failed because of what the peer showed, and not because the connection
   * ended: the first stays wrong until somebody acts.
   */
  static boolean isDistrust(Throwable cause) {
    if (!(cause instanceof SSLException)) {
      return false;
    }
    for (Throwable also : cause.getSuppressed()) {
      if (also instanceof ClosedChannelException) {
        return false;
      }
    }
    return !(cause.getCause() instanceof ClosedChannelException);
  }
}
