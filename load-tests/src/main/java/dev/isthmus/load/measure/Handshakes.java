package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Connections that are opened, ask one small thing and end. With sessions of before they are
 * resumed where the server allows it; the client sees that in a session that is older than its
 * connection. Threads: one.
 */
final class Handshakes implements Rounds.Work {
  private static final byte[] QUESTION =
      ("GET /v1/models HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
              + Proxies.KEY
              + "\r\nconnection: close\r\n\r\n")
          .getBytes(US_ASCII);
  private static final int PATIENCE_MILLIS = 10_000;

  private final TrustManager[] trust;
  private final boolean resume;
  private int resumed;
  private int all;

  Handshakes(Identity identity, boolean resume) throws IOException {
    this.trust = trust(identity);
    this.resume = resume;
  }

  /** Connections that took up an earlier one's session. */
  int resumed() {
    return resumed;
  }

  /** Connections that could have. */
  int all() {
    return all;
  }

  @Override
  public double run(int port, int times) throws IOException {
    try {
      SSLContext context = context();
      if (resume) {
        connect(context, port);
      }
      for (int i = 0; i < times; i++) {
        boolean old = connect(resume ? context : context(), port);
        resumed += old ? 1 : 0;
        all++;
      }
      return times;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS", e);
    }
  }

  /** A client without any session yet. */
  private SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    return context;
  }

  /** To read a store of keys takes longer than a handshake: it is done once. */
  private static TrustManager[] trust(Identity identity) throws IOException {
    try (InputStream in = Files.newInputStream(identity.store())) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, Identity.PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("here", keys.getCertificate(keys.aliases().nextElement()));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("no trust", e);
    }
  }

  /** Whether the session was there before the connection was. */
  private static boolean connect(SSLContext context, int port) throws IOException {
    long before = System.currentTimeMillis();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      // Else the question waits for the acknowledgement of the handshake's end, 40 ms later.
      socket.setTcpNoDelay(true);
      socket.startHandshake();
      socket.getOutputStream().write(QUESTION);
      // Tickets come with the answer.
      socket.getInputStream().readAllBytes();
      return socket.getSession().getCreationTime() < before;
    }
  }
}
