package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A call of 1 KB with TLS on both sides, and what a connection costs that begins again. */
final class TlsRow implements Row {
  private static final int CALLS = 40_000;
  private static final int CONNECTIONS = 64;
  private static final int HANDSHAKES = 600;

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public String title() {
    return "TLS on both sides";
  }

  @Override
  public String says() {
    return "A call of 1 KB over connections that stay, 64 of them, closed loop, TLS 1.3 to the caller"
        + " and to the provider; and connections that make one handshake and end, with and"
        + " without a ticket from before. Expected: encryption costs both proxies the same, so"
        + " that the ratio is better than in clear text; a resumed handshake saves the signature.";
  }

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    Identity identity = Identity.make(bench.folder());
    Path body = H2load.body(bench.folder(), 1024, false);
    Finding finding = new Finding();
    try (StubProvider provider = StubProvider.tls(identity);
        StubProvider clear = StubProvider.plain();
        Proxies proxies = new Proxies(bench)) {
      Subject gateway =
          proxies.gateway(
              Proxies.Variant.usual("gateway, TLS").tlsDownstream(identity).tlsUpstream(identity),
              provider.port());
      Subject haproxy = proxies.haproxy("HAProxy, TLS", identity, provider.port(), true);
      Subject clearGateway = proxies.gateway(Proxies.Variant.usual("gateway, clear"), clear.port());
      Subject clearHaproxy = proxies.haproxy("HAProxy, clear", null, clear.port(), false);
      calls(bench, finding, body, List.of(gateway, haproxy, clearGateway, clearHaproxy));
      handshakes(bench, finding, identity, List.of(gateway, haproxy));
    }
    return finding;
  }

  private static void calls(Bench bench, Finding finding, Path body, List<Subject> subjects)
      throws IOException, InterruptedException {
    H2load encrypted = new H2load(true, false, CONNECTIONS, 1, body);
    H2load clear = H2load.plain(CONNECTIONS, body);
    Rounds rounds = new Rounds(bench);
    for (int i = 0; i < subjects.size(); i++) {
      H2load load = i < 2 ? encrypted : clear;
      rounds.add(
          subjects.get(i),
          (port, times) -> {
            load.run(port, times);
            return times;
          });
    }
    List<Rounds.Cost> costs = rounds.run(CALLS);
    double ratio = costs.get(0).median() / costs.get(1).median();
    finding
        .goal("TLS on both sides, 1 KB, × HAProxy with TLS on both", ratio, 1.1, 1.4)
        .costs("A call of 1 KB:", "call", costs, costs.get(1));
  }

  private static void handshakes(
      Bench bench, Finding finding, Identity identity, List<Subject> subjects)
      throws IOException, InterruptedException {
    Handshakes whole = new Handshakes(identity, false);
    Handshakes resumed = new Handshakes(identity, true);
    Rounds first = new Rounds(bench);
    Rounds again = new Rounds(bench);
    for (Subject subject : subjects) {
      first.add(subject, whole);
      again.add(subject, resumed);
    }
    List<Rounds.Cost> before = first.run(HANDSHAKES);
    List<Rounds.Cost> after = again.run(HANDSHAKES);
    finding
        .costs(
            "A connection with a whole handshake and one small exchange:",
            "connection",
            before,
            before.get(1))
        .costs("The same, resumed with a ticket:", "connection", after, after.get(1))
        .note(
            "Resumption was seen by the client: %d of %d connections to the gateway and to HAProxy took up the session of an earlier one."
                .formatted(resumed.resumed(), resumed.all()));
  }
}
