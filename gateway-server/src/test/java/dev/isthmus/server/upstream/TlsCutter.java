package dev.isthmus.server.upstream;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A TLS server that answers once, and then ends with or without TLS's own farewell. */
final class TlsCutter implements Closeable {

  private final ServerSocket listening;

  TlsCutter(SSLContext context, String answer, boolean farewell) throws IOException {
    listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(context, answer, farewell), "tls-cutter");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listening.getLocalPort();
  }

  private void serve(SSLContext context, String answer, boolean farewell) {
    try (Socket plain = listening.accept()) {
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 0, false);
      tls.setUseClientMode(false);
      int matched = 0;
      while (matched < 4) {
        int b = tls.getInputStream().read();
        matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : 0;
      }
      tls.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      tls.getOutputStream().flush();
      if (farewell) {
        tls.close();
      }
      plain.shutdownOutput();
      while (plain.getInputStream().read() >= 0) {}
    } catch (IOException gone) {
      // The other side decides when the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
