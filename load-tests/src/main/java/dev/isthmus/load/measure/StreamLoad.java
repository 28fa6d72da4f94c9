package dev.isthmus.load.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * So many streams that are open all the time, each with so many chunks a second, for so many
 * milliseconds; what is counted are chunks. Threads: one.
 */
final class StreamLoad implements Rounds.Work {
  /** Of the table that {@link #rows} makes. */
  static final String TITLE = "On their way from the provider to the caller, all rounds:";

  static final List<String> HEADER =
      List.of("", "chunks", "streams, fewest", "p50 µs", "p99 µs", "late by > 1 s", "refused");

  private static final int BODY_BYTES = 1024;
  private static final int SETTLE_MILLIS = 500;
  private static final double P50 = 50;
  private static final double P99 = 99;

  private final StubProvider provider;
  private final int streams;
  private final int spreadMillis;
  private @Nullable StreamCallers callers;
  private final List<Double> p50 = new ArrayList<>();
  private final List<Double> p99 = new ArrayList<>();
  private long chunks;
  private long late;
  private long refused;
  private int fewest = Integer.MAX_VALUE;

  StreamLoad(StubProvider provider, int streams, int spreadMillis) {
    this.provider = provider;
    this.streams = streams;
    this.spreadMillis = spreadMillis;
  }

  @Override
  public void before(int port) throws IOException, InterruptedException {
    String body = Question.body(BODY_BYTES, true);
    StreamCallers next = new StreamCallers(provider.loop(), port, Question.request(port, body));
    callers = next;
    try {
      next.open(streams, spreadMillis);
    } catch (IOException e) {
      after();
      throw e;
    }
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
  }

  @Override
  public double run(int port, int millis) throws InterruptedException {
    StreamCallers now = callers;
    if (now == null) {
      throw new IllegalStateException("no callers yet");
    }
    StreamCallers.Seen seen = now.watch(millis);
    p50.add((double) seen.hops().getValueAtPercentile(P50));
    p99.add((double) seen.hops().getValueAtPercentile(P99));
    chunks += seen.chunks();
    late += seen.late();
    refused += seen.refused();
    fewest = Math.min(fewest, seen.streaming());
    return seen.chunks();
  }

  /** What stays idle between rounds would use up this process's open files. */
  @Override
  public void after() throws InterruptedException {
    StreamCallers now = callers;
    if (now != null) {
      now.finish();
      callers = null;
    }
    provider.hangUp();
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
  }

  @Override
  public void warmedUp() {
    p50.clear();
    p99.clear();
    chunks = 0;
    late = 0;
    refused = 0;
    fewest = Integer.MAX_VALUE;
  }

  /** Microseconds of a chunk from the provider to the caller; the median of the rounds. */
  double hop() {
    return Figures.median(p50);
  }

  long late() {
    return late;
  }

  /** What each load saw, whose proxy's cost stands at the same place. */
  static List<List<String>> rows(List<Rounds.Cost> costs, List<StreamLoad> loads) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < loads.size(); i++) {
      rows.add(loads.get(i).cells(costs.get(i).name()));
    }
    return rows;
  }

  private List<String> cells(String name) {
    return List.of(
        name,
        "%,d".formatted(chunks),
        "%,d".formatted(fewest),
        Finding.number(hop()),
        Finding.number(Figures.median(p99)),
        "%,d".formatted(late),
        "%,d".formatted(refused));
  }
}
