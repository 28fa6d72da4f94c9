package dev.isthmus.load.measure;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a streamed chunk costs: of few streams that are quick, and of many that are slow. */
final class StreamsRow implements Row {
  private static final double MIB = 1 << 20;

  /** Both ends of a stream are the same process's, and something else is open, too. */
  private static final int FILES_PER_STREAM = 2;

  private static final int FILES_BESIDE = 1_000;

  private static final Kind FEW =
      new Kind("250 streams of 20 chunks a second", 250, new StubProvider.Tempo(40, 50), 4_000);
  private static final Kind MANY =
      new Kind("5,000 streams of 5 chunks a second", 5_000, new StubProvider.Tempo(20, 200), 5_000);

  /**
   * One load.
   *
   * @param millis that are looked at in each round
   */
  private record Kind(String name, int streams, StubProvider.Tempo tempo, int millis) {
    int spreadMillis() {
      return streams * 2 / 5 + 1_000;
    }
  }

  /** Figures of one load. */
  private record Result(List<Rounds.Cost> costs, List<StreamLoad> loads) {
    double ratio() {
      return costs.get(0).median() / costs.get(1).median();
    }
  }

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public String title() {
    return "Streams";
  }

  @Override
  public String says() {
    return "A streamed chunk, with 250 streams of 20 chunks a second and 40 chunks each, and with"
        + " 5,000 of 5 a second and 20 each, as many open all the time; beginnings and ends are"
        + " part of it. A chunk says when it left the provider. Expected: the kernel's part is the"
        + " same for all; what is the gateway's own is less than half of it.";
  }

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    Finding finding = new Finding();
    try (StubProvider provider = StubProvider.plain();
        Proxies proxies = new Proxies(bench)) {
      List<Subject> subjects = proxies.all(provider.port());
      Result few = measure(new Rounds(bench), provider, subjects, FEW);
      finding.goal("CPU per streamed chunk, 250 streams, × HAProxy", few.ratio(), 1.25, 1.6);
      finding.goal(
          "a chunk's way at 250 streams, p50, × HAProxy",
          few.loads().get(0).hop() / few.loads().get(1).hop(),
          1.1,
          1.5);
      tell(finding, FEW, few, Map.of("goal", 1.25, "at least", 1.6));
      many(bench, finding, provider, subjects);
    }
    finding.note(bench.manyGateways());
    return Nginx.here() ? finding : finding.note("There was no nginx on this machine.");
  }

  private static void many(
      Bench bench, Finding finding, StubProvider provider, List<Subject> subjects)
      throws IOException, InterruptedException {
    int room = (OpenFiles.most() - FILES_BESIDE) / FILES_PER_STREAM;
    if (room < MANY.streams()) {
      finding.note(
          "5,000 streams need %,d open files of a process; this machine lets it have %,d."
              .formatted(MANY.streams() * FILES_PER_STREAM + FILES_BESIDE, OpenFiles.most()));
      return;
    }
    Result many = measure(Rounds.ofWarm(bench), provider, subjects, MANY);
    Rounds.Cost ours = many.costs().get(0);
    finding.goal("CPU per streamed chunk, 5,000 streams, × HAProxy", many.ratio(), 1.2, 1.5);
    finding.goal("RSS at 5,000 streams, MiB", ours.residentBytes() / MIB, 250, 350);
    finding.goal(
        "chunks of 5,000 streams late by > 1 s", (double) many.loads().get(0).late(), 0, 0);
    tell(finding, MANY, many, Map.of("goal", 1.2, "at least", 1.5));
  }

  private static Result measure(
      Rounds rounds, StubProvider provider, List<Subject> subjects, Kind kind)
      throws IOException, InterruptedException {
    provider.tempo(kind.tempo());
    List<StreamLoad> loads =
        rounds.add(subjects, () -> new StreamLoad(provider, kind.streams(), kind.spreadMillis()));
    return new Result(rounds.run(kind.millis()), loads);
  }

  private static void tell(Finding finding, Kind kind, Result result, Map<String, Double> limits) {
    Rounds.Cost peer = result.costs().get(1);
    finding.costs(kind.name() + ", a chunk:", "chunk", result.costs(), peer);
    finding.plot(Plot.costs("CPU per chunk, " + kind.name(), result.costs(), peer, limits));
    finding.table(
        StreamLoad.TITLE, StreamLoad.HEADER, StreamLoad.rows(result.costs(), result.loads()));
  }
}
