package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same calls from callers of HTTP/2 and of HTTP/1.1. */
final class Http2Row implements Row {
  private static final int CALLS = 24_000;

  @Override
  public String name() {
    return "http2";
  }

  @Override
  public String title() {
    return "HTTP/2 from callers";
  }

  @Override
  public String says() {
    return "A call of 1 KB over TLS: 64 connections of HTTP/1.1, 64 of HTTP/2 with a stream each, and"
        + " 8 of HTTP/2 with 8 streams each; always HTTP/1.1 in clear text to the provider."
        + " Expected: frames and header tables make HTTP/2 up to half dearer a call on as many"
        + " connections, and streams that share a connection share its reads and writes, which"
        + " wins some of it back.";
  }

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    Identity identity = Identity.make(bench.folder());
    Path body = H2load.body(bench.folder(), 1024, false);
    List<H2load> loads =
        List.of(
            new H2load(true, false, 64, 1, body),
            new H2load(true, true, 64, 1, body),
            new H2load(true, true, 8, 8, body));
    List<String> names = List.of(", HTTP/1.1", ", HTTP/2, 64 × 1", ", HTTP/2, 8 × 8");
    try (StubProvider provider = StubProvider.plain();
        Proxies proxies = new Proxies(bench)) {
      Rounds rounds = new Rounds(bench);
      // One process for each kind of load: a compiler that has seen both would serve neither best.
      for (int i = 0; i < loads.size(); i++) {
        H2load load = loads.get(i);
        Rounds.Work work =
            (port, times) -> {
              load.run(port, times);
              return times;
            };
        Proxies.Variant variant = Proxies.Variant.usual("gateway" + names.get(i));
        rounds.add(proxies.gateway(variant.tlsDownstream(identity), provider.port()), work);
        String peer = "HAProxy" + names.get(i);
        rounds.add(proxies.haproxy(peer, identity, provider.port(), false), work);
      }
      return finding(rounds.run(CALLS));
    }
  }

  private static Finding finding(List<Rounds.Cost> costs) {
    Finding finding = new Finding();
    List<String> says = new ArrayList<>(List.of("64 × 1", "8 × 8"));
    for (int i = 1; i < costs.size() / 2; i++) {
      double gateway = costs.get(2 * i).median() / costs.get(0).median();
      finding.goal(
          "HTTP/2, " + says.get(i - 1) + ", × the gateway's own HTTP/1.1", gateway, 1.25, 1.6);
    }
    for (int i = 1; i < costs.size() / 2; i++) {
      double peer = costs.get(2 * i).median() / costs.get(2 * i + 1).median();
      finding.goal("HTTP/2, " + says.get(i - 1) + ", × HAProxy", peer, 1.35, 1.8);
    }
    return finding.costs("Costs:", "call", costs, costs.get(1));
  }
}
