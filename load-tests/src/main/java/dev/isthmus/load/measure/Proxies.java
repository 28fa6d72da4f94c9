package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Starts the proxies that rows compare, and ends them all. Threads: one. */
final class Proxies implements AutoCloseable {
  /** What callers send as their key. */
  static final String KEY = "sk-lab-0123456789abcdef0123456789abcdef";

  /** As many as 20,000 open files let HAProxy have. */
  static final int CONNECTIONS = 9_500;

  private static final String TO_PROVIDER = "http://127.0.0.1:${BENCH_UPSTREAM}";
  private static final String LISTENER = "{address: \"127.0.0.1:${BENCH_PORT}\"}";

  private final Bench bench;
  private final List<Subject> started = new ArrayList<>();

  Proxies(Bench bench) {
    this.bench = bench;
  }

  /**
   * How a gateway differs from what {@code ./isthmus serve} makes of {@code bench/gateway.yaml}.
   *
   * @param name in tables
   * @param config the configuration's text, changed
   * @param jdk which to run on; null for the launcher's choice
   * @param options more for the JVM
   */
  record Variant(
      String name, UnaryOperator<String> config, @Nullable Path jdk, List<String> options) {
    static Variant usual(String name) {
      return new Variant(name, UnaryOperator.identity(), null, List.of());
    }

    Variant config(UnaryOperator<String> next) {
      return new Variant(name, text -> next.apply(config.apply(text)), jdk, options);
    }

    /** TLS towards callers. */
    Variant tlsDownstream(Identity identity) {
      String tls =
          "{address: \"127.0.0.1:${BENCH_PORT}\", tls: {certificate: \"file:%s\", key: \"file:%s\"}}"
              .formatted(identity.certificate(), identity.key());
      return config(text -> replaced(text, LISTENER, tls));
    }

    /** TLS towards the provider, whose certificate alone is trusted. */
    Variant tlsUpstream(Identity identity) {
      List<String> more = new ArrayList<>(options);
      more.add("-Djavax.net.ssl.trustStore=" + identity.store());
      more.add("-Djavax.net.ssl.trustStorePassword=" + Identity.PASSWORD);
      Variant trusting = new Variant(name, config, jdk, List.copyOf(more));
      return trusting.config(
          text -> replaced(text, TO_PROVIDER, "https://localhost:${BENCH_UPSTREAM}"));
    }
  }

  /** Replaces what has to be there: a configuration that changed must not be measured unseen. */
  static String replaced(String text, String what, String by) {
    if (!text.contains(what)) {
      throw new IllegalStateException("bench/gateway.yaml: no " + what);
    }
    return text.replace(what, by);
  }

  /** Starts a gateway in front of a provider on {@code upstream}. */
  Subject gateway(Variant variant, int upstream) throws IOException, InterruptedException {
    String text = Files.readString(bench.root().resolve("load-tests/bench/gateway.yaml"));
    String own = slug(variant.name()) + "-" + started.size();
    Path file = bench.folder().resolve(own + ".yaml");
    String decisions = bench.folder().resolve(own + "-decisions").toString();
    Files.writeString(
        file, replaced(variant.config().apply(text), "target/bench/decisions", decisions));
    int port = Subject.freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("BENCH_PORT", Integer.toString(port));
    environment.put("BENCH_UPSTREAM", Integer.toString(upstream));
    environment.put("BENCH_KEY", "bench-provider-key-0123456789");
    environment.put("BENCH_CALLER_KEY", KEY);
    if (variant.jdk() != null) {
      environment.put("ISTHMUS_JAVA_HOME", variant.jdk().toString());
    }
    environment.put("ISTHMUS_JAVA_OPTIONS", String.join(" ", variant.options()));
    List<String> command =
        List.of(bench.root().resolve("isthmus").toString(), "serve", "--config", file.toString());
    return start(new Subject.Plan(variant.name(), command, environment, port, true));
  }

  /**
   * Starts HAProxy on one thread; it reuses connections and holds nothing back.
   *
   * @param downstream offers TLS with this; null for clear text
   * @param upstream the provider's port
   * @param tls whether the provider speaks TLS
   */
  Subject haproxy(String name, @Nullable Identity downstream, int upstream, boolean tls)
      throws IOException, InterruptedException {
    int port = Subject.freePort();
    String bind = downstream == null ? "" : " ssl crt " + downstream.both() + " alpn h2,http/1.1";
    String config =
        String.join(
            "\n",
            "global",
            "  nbthread 1",
            "  maxconn " + CONNECTIONS,
            "defaults",
            "  mode http",
            "  option http-no-delay",
            "  http-reuse always",
            "  timeout connect 5s",
            "  timeout client 300s",
            "  timeout server 300s",
            "frontend callers",
            "  bind 127.0.0.1:" + port + bind,
            "  default_backend provider",
            "backend provider",
            "  server stub 127.0.0.1:" + upstream + (tls ? " ssl verify none alpn http/1.1" : ""),
            "");
    Path file = bench.folder().resolve(slug(name) + "-" + started.size() + ".cfg");
    Files.writeString(file, config);
    List<String> command = List.of("haproxy", "-db", "-f", file.toString());
    return start(new Subject.Plan(name, command, Map.of(), port, false));
  }

  /** Starts nginx in front of a provider on {@code upstream}, in clear text. */
  Subject nginx(String name, int upstream) throws IOException, InterruptedException {
    int port = Subject.freePort();
    List<String> command = Nginx.command(bench.folder().resolve(slug(name)), port, upstream);
    return start(new Subject.Plan(name, command, Map.of(), port, false));
  }

  /** As many processes of one gateway as are to be measured. */
  List<Subject> gateways(Variant variant, int upstream) throws IOException, InterruptedException {
    List<Subject> all = new ArrayList<>();
    for (int i = 0; i < bench.gateways(); i++) {
      all.add(gateway(variant, upstream));
    }
    return all;
  }

  /** As many processes of HAProxy: one alone may be ten per cent better or worse for good. */
  List<Subject> haproxies(int upstream) throws IOException, InterruptedException {
    List<Subject> all = new ArrayList<>();
    for (int i = 0; i < bench.gateways(); i++) {
      all.add(haproxy("HAProxy", null, upstream, false));
    }
    return all;
  }

  /** Gateways, HAProxy and, where there is one, nginx, each in front of that provider. */
  List<Subject> all(int upstream) throws IOException, InterruptedException {
    List<Subject> all = gateways(Variant.usual("gateway"), upstream);
    all.addAll(haproxies(upstream));
    if (Nginx.here()) {
      all.add(nginx("nginx", upstream));
    }
    return all;
  }

  private Subject start(Subject.Plan plan) throws IOException, InterruptedException {
    bench.says("starting " + plan.name());
    Path log = bench.folder().resolve(slug(plan.name()) + "-" + started.size() + ".log");
    Subject subject = Subject.start(plan, log.toFile());
    started.add(subject);
    return subject;
  }

  private static String slug(String name) {
    return name.replaceAll("[^A-Za-z0-9]+", "-");
  }

  @Override
  public void close() {
    started.forEach(Subject::close);
  }
}
