package dev.isthmus.server.http;

import io.netty.handler.ssl.SslContext;

/**
 * What a listener proves itself with; connections that begin later may see another identity than
 * those before. Threads: any.
 */
public final class ServerTls {
  private volatile SslContext context;

  /**
   * @throws IllegalArgumentException if the identity is not what it should be
   */
  public ServerTls(TlsIdentity identity) {
    this.context = TlsContexts.create(identity);
  }

  /**
   * Makes another identity ready.
   *
   * @return puts it in force for connections that begin from then on
   * @throws IllegalArgumentException if the identity is not what it should be
   */
  public Runnable prepare(TlsIdentity next) {
    SslContext made = TlsContexts.create(next);
    return () -> context = made;
  }

  /** What is in force now. */
  public SslContext context() {
    return context;
  }
}
