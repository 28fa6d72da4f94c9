package dev.isthmus.load.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A stream that is translated, beside one that passes through. */
final class TranslationRow implements Row {
  private static final StubProvider.Tempo TEMPO = new StubProvider.Tempo(40, 50);
  private static final int STREAMS = 250;
  private static final int SPREAD_MILLIS = 1_000;

  /** That are looked at in each round. */
  private static final int MILLIS = 4_000;

  @Override
  public String name() {
    return "translation";
  }

  @Override
  public String title() {
    return "A translated stream";
  }

  @Override
  public String says() {
    return "250 streams of 20 chunks a second, 40 chunks each, as many open all the time: from a"
        + " provider that speaks OpenAI's dialect, and from one that speaks Gemini's to callers of"
        + " OpenAI's. Expected: reading one event and writing another costs less than the kernel's"
        + " part of a chunk, so that translation is dearer by a third.";
  }

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    try (StubProvider provider = StubProvider.plain();
        Proxies proxies = new Proxies(bench)) {
      provider.tempo(TEMPO);
      List<Subject> subjects = new ArrayList<>(proxies.gateways(translating(), provider.port()));
      Proxies.Variant usual = Proxies.Variant.usual("gateway, passed through");
      subjects.addAll(proxies.gateways(usual, provider.port()));
      subjects.addAll(proxies.haproxies(provider.port()));
      Rounds rounds = new Rounds(bench);
      List<StreamLoad> loads =
          rounds.add(subjects, () -> new StreamLoad(provider, STREAMS, SPREAD_MILLIS));
      List<Rounds.Cost> costs = rounds.run(MILLIS);
      double translated = costs.get(0).median() / costs.get(1).median();
      double passed = costs.get(1).median() / costs.get(2).median();
      return new Finding()
          .goal("translated stream, per chunk, × the pass-through", translated, 1.6, 2.5)
          .goal("passed through, per chunk, × HAProxy", passed, 1.25, 1.6)
          .costs("A chunk:", "chunk", costs, costs.get(2))
          .table(StreamLoad.TITLE, StreamLoad.HEADER, StreamLoad.rows(costs, loads))
          .note(bench.manyGateways());
    }
  }

  /** All providers become Google's, and each deployment one of Gemini's models. */
  private static Proxies.Variant translating() {
    return Proxies.Variant.usual("gateway, translated").config(TranslationRow::google);
  }

  static String google(String text) {
    String key = "credential: {api_key: \"${BENCH_KEY}\"}";
    String token = "credential: {token: \"${BENCH_KEY}\"}";
    return Proxies.replaced(text, key, token)
        .replace("credential: none", token)
        .replaceAll(
            "type: (azure|openai|compatible),", "type: gemini, project: bench, location: eu,")
        .replaceAll("region: [a-z0-9]+, ", "")
        .replace("${BENCH_UPSTREAM}/v1", "${BENCH_UPSTREAM}")
        .replaceAll(", model: [^,]*, ", ", model: gemini-2.5-flash, ");
  }
}
