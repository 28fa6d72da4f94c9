package dev.isthmus.server.grpc;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * The identity in force, whichever that is when a connection begins: gRPC takes one context for
 * good. Threads: any.
 */
@SuppressWarnings("deprecation") // Netty has no other word for what negotiates
final class ChangingTls extends SslContext {
  private final Supplier<SslContext> inForce;

  ChangingTls(Supplier<SslContext> inForce) {
    this.inForce = inForce;
  }

  @Override
  public boolean isClient() {
    return inForce.get().isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return inForce.get().cipherSuites();
  }

  @Override
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return inForce.get().applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return inForce.get().newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
    return inForce.get().newEngine(allocator, host, port);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return inForce.get().sessionContext();
  }
}
