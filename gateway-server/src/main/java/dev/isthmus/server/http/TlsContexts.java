package dev.isthmus.server.http;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** TLS for listeners: versions 1.2 and 1.3, forward-secret AEAD suites, ALPN. */
final class TlsContexts {

  private TlsContexts() {}

  /** The native engine where it loads, and the JDK's elsewhere. */
  static SslContext create(TlsFiles files) {
    return create(files, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
  }

  static SslContext create(TlsFiles files, SslProvider provider) {
    requireReadable("certificate", files.certificate());
    requireReadable("key", files.key());
    try {
      return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
          .sslProvider(provider)
          .protocols("TLSv1.3", "TLSv1.2")
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tls: " + files + " (expected: a PEM certificate chain and its PKCS#8 key)", e);
    }
  }

  private static void requireReadable(String name, Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(name + ": " + file + " (expected: a readable file)");
    }
  }
}
