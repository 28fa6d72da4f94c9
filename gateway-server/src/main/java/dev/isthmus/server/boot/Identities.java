package dev.isthmus.server.boot;

import dev.isthmus.core.observe.Readings;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.ListenerConfig;
import dev.isthmus.server.http.ServerTls;
import dev.isthmus.server.http.TlsIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the listeners prove themselves with, in the configuration's order. Which of them speak TLS
 * is settled at the start; with which certificate is not. Threads: one at a time, but for {@link
 * #read}.
 */
final class Identities implements Readings.Source {
  private final List<@Nullable ServerTls> listeners = new ArrayList<>();
  private volatile GatewayConfig inForce;

  /**
   * @throws Unusable where a certificate and its key are none
   */
  Identities(GatewayConfig config) {
    inForce = config;
    for (int i = 0; i < config.listeners().size(); i++) {
      TlsIdentity identity = identity(config.listeners().get(i));
      try {
        listeners.add(identity == null ? null : new ServerTls(identity));
      } catch (IllegalArgumentException e) {
        throw unusable(i, e);
      }
    }
  }

  @Nullable ServerTls of(int listener) {
    return listeners.get(listener);
  }

  /**
   * Makes the identities of {@code config} ready.
   *
   * @return puts them in force for connections that begin from then on
   * @throws Unusable where a certificate and its key are none
   */
  Runnable prepare(GatewayConfig config) {
    List<Runnable> changes = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      ServerTls listener = listeners.get(i);
      TlsIdentity next = identity(config.listeners().get(i));
      boolean same = config.listeners().get(i).equals(inForce.listeners().get(i));
      if (listener == null || next == null || same) {
        continue;
      }
      try {
        changes.add(listener.prepare(next));
      } catch (IllegalArgumentException e) {
        throw unusable(i, e);
      }
    }
    return () -> {
      inForce = config;
      changes.forEach(Runnable::run);
    };
  }

  @Override
  public void read(Readings.Sink sink) {
    for (ListenerConfig listener : inForce.listeners()) {
      if (listener.tls() != null) {
        sink.gauge(
            "isthmus_certificate_not_after_seconds",
            "When the certificate of a listener ends, in seconds of the epoch",
            (double) listener.tls().notAfter().getEpochSecond(),
            "listener",
            listener.address().toString());
      }
    }
  }

  private static @Nullable TlsIdentity identity(ListenerConfig listener) {
    ListenerConfig.TlsConfig tls = listener.tls();
    return tls == null ? null : new TlsIdentity(tls.certificates(), tls.key().reveal());
  }

  private static Unusable unusable(int listener, IllegalArgumentException why) {
    return new Unusable(
        "listeners[" + listener + "].tls",
        "certificate and key cannot be used together (expected: a chain, its own certificate first,"
            + " and the key of that)",
        why);
  }
}
