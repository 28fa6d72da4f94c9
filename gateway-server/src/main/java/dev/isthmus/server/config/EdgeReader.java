package dev.isthmus.server.config;

import dev.isthmus.server.config.AdminConfig.AdminToken;
import dev.isthmus.server.config.AdminConfig.Open;
import dev.isthmus.server.config.LimitsConfig.Drain;
import dev.isthmus.server.config.LimitsConfig.Overload;
import dev.isthmus.server.config.LimitsConfig.Patience;
import dev.isthmus.server.config.ListenerConfig.Protocol;
import dev.isthmus.server.config.ListenerConfig.TlsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code listeners}, {@code admin}, {@code limits} and {@code decisions}. */
final class EdgeReader {

  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int MOST_LOOPS = 256;
  private static final int MOST_REPLICAS = 1000;

  private EdgeReader() {}

  static List<ListenerConfig> listeners(Section root) {
    var listeners = new ArrayList<ListenerConfig>();
    for (Section section : root.sections("listeners", Keys.LISTENER)) {
      HostPort address = section.get("address", Formats.ADDRESS);
      declare(address, section);
      Protocol protocol = section.get("protocol", Formats.choice(Protocol.class));
      TlsConfig tls = section.has("tls") ? tls(section.section("tls", Keys.TLS)) : null;
      if (tls == null && !section.has("tls") && !address.loopback()) {
        section
            .reading()
            .problems()
            .warn(
                section.spot("address"),
                section.path() + ".address",
                "serves clear text to other machines (better: tls)");
      }
      ListenerConfig listener = new ListenerConfig(address, protocol, tls);
      checkFixed(section, listeners.size(), listener);
      listeners.add(listener);
    }
    GatewayConfig running = root.reading().running();
    if (running != null && listeners.size() < running.listeners().size()) {
      root.error(
          "listeners",
          "cannot change while the gateway runs (expected: "
              + running.listeners().size()
              + " listeners, or a restart)");
    }
    return listeners;
  }

  /** Certificates may change, but neither addresses nor what is spoken. */
  private static void checkFixed(Section section, int number, ListenerConfig now) {
    GatewayConfig running = section.reading().running();
    if (running == null) {
      return;
    }
    ListenerConfig was =
        number < running.listeners().size() ? running.listeners().get(number) : null;
    Fixed.check(section, "address", was == null ? null : was.address(), now.address());
    if (was == null) {
      return;
    }
    Fixed.check(section, "protocol", was.protocol(), now.protocol());
    if ((was.tls() == null) == section.has("tls")) {
      section.error(
          "tls", "cannot come or go while the gateway runs (expected: as it is, or a restart)");
    }
  }

  static @Nullable AdminConfig admin(Section root) {
    Section section = root.section("admin", Keys.ADMIN);
    HostPort address = section.get("address", Formats.ADDRESS);
    if (section.has("address")) {
      declare(address, section);
    }
    boolean unsafe = section.get("unsafe_public", Formats.FLAG);
    Set<Open> open =
        section.has("open")
            ? section.set("open", Formats.choice(Open.class))
            : Set.of(Open.METRICS);
    List<AdminToken> tokens = AdminTokenReader.read(section);
    GatewayConfig running = root.reading().running();
    if (running != null) {
      Fixed.check(section, "address", running.admin().address(), address);
    }
    return section.make(() -> new AdminConfig(address, unsafe, open, tokens));
  }

  static @Nullable LimitsConfig limits(Section root) {
    Section section = root.section("limits", Keys.LIMITS);
    var body = section.get("body", Formats.size());
    var held = section.get("held_bodies", Formats.size());
    var connections = section.get("connections", Formats.integer(1, MOST_CONNECTIONS));
    var loops = section.find("event_loops", Formats.integer(1, MOST_LOOPS));
    var transport = section.find("transport", Formats.choice(LimitsConfig.Transport.class));
    var drain = drain(section);
    var replicas = section.get("replicas", Formats.integer(1, MOST_REPLICAS));
    Overload overload = overload(section);
    Patience patience = patience(section);
    GatewayConfig running = root.reading().running();
    if (running != null) {
      LimitsConfig was = running.limits();
      Fixed.check(section, "body", Formats.size(was.bodyBytes()), Formats.size(body));
      Fixed.check(section, "held_bodies", Formats.size(was.heldBodiesBytes()), Formats.size(held));
      Fixed.check(section, "connections", was.connections(), connections);
      Fixed.check(section, "event_loops", was.eventLoops(), loops);
      Fixed.check(section, "transport", was.transport(), transport);
      fixed(section, was, overload, patience);
    }
    return drain == null || overload == null || patience == null
        ? null
        : section.make(
            () ->
                new LimitsConfig(
                    body,
                    held,
                    connections,
                    loops,
                    transport,
                    drain,
                    replicas,
                    overload,
                    patience));
  }

  static @Nullable DecisionsConfig decisions(Section root) {
    Section section = root.section("decisions", Keys.DECISIONS);
    var directory = section.find("directory", Formats.TEXT);
    var sample = section.get("sample", Formats.number(true));
    var keep = section.get("keep", Formats.size());
    GatewayConfig running = root.reading().running();
    if (running != null) {
      Fixed.check(section, "directory", running.decisions().directory(), directory);
    }
    return section.make(() -> new DecisionsConfig(directory, sample, keep));
  }

  /** What is built in at the start. */
  private static void fixed(
      Section section, LimitsConfig was, @Nullable Overload now, @Nullable Patience patience) {
    if (now == null || patience == null) {
      return;
    }
    Overload old = was.overload();
    Fixed.check(section, "calls", old.calls(), now.calls());
    Fixed.check(
        section,
        "connections_per_address",
        old.connectionsPerAddress(),
        now.connectionsPerAddress());
    check(section, "loop_turn", old.loopTurn(), now.loopTurn());
    Patience before = was.patience();
    check(section, "head_timeout", before.head(), patience.head());
    check(section, "body_grace", before.bodyGrace(), patience.bodyGrace());
    check(section, "keep_alive", before.keepAlive(), patience.keepAlive());
    check(section, "write_stall", before.writeStall(), patience.writeStall());
  }

  private static void check(Section section, String field, Duration before, Duration now) {
    Fixed.check(section, field, Formats.duration(before), Formats.duration(now));
  }

  private static @Nullable Drain drain(Section section) {
    var delay = section.get("drain_delay", Formats.durationOrZero());
    var grace = section.get("drain", Formats.durationOrZero());
    return section.make(() -> new Drain(delay, grace));
  }

  private static @Nullable Overload overload(Section section) {
    var calls = section.get("calls", Formats.integer(1, MOST_CONNECTIONS));
    var perAddress = section.find("connections_per_address", Formats.integer(1, MOST_CONNECTIONS));
    var loopTurn = section.get("loop_turn", Formats.duration());
    return section.make(() -> new Overload(calls, perAddress, loopTurn));
  }

  private static @Nullable Patience patience(Section section) {
    var head = section.get("head_timeout", Formats.duration());
    var bodyGrace = section.get("body_grace", Formats.duration());
    var keepAlive = section.get("keep_alive", Formats.duration());
    var writeStall = section.get("write_stall", Formats.duration());
    return section.make(() -> new Patience(head, bodyGrace, keepAlive, writeStall));
  }

  private static @Nullable TlsConfig tls(Section section) {
    Secret certificates = section.secret("certificate", false);
    Secret key = section.secret("key", false);
    return Value.UNREADABLE.equals(certificates) || Value.UNREADABLE.equals(key)
        ? null
        : section.make(() -> new TlsConfig(certificates.reveal(), key));
  }

  /** Port 0 is another one each time. */
  private static void declare(HostPort address, Section section) {
    if (address.port() != 0) {
      section
          .reading()
          .names()
          .declareOnce(
              Names.Kind.LISTENER,
              address.toString(),
              section.spot("address"),
              section.path() + ".address");
    }
  }
}
