package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.stand.HttpPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The configuration changes under load: no call is lost, and nothing is left behind. */
final class ReloadIT {
  private static final int BROKEN = 200;
  private static final int WHOLE = 60;
  private static final int MOST_SHOWN = 3;

  /** Files or threads that a JVM opens for reasons of its own. */
  private static final int FEW = 16;

  private static final Duration BREATH = Duration.ofMillis(30);
  private static final Duration GAP = Duration.ofMillis(600);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final Pattern FIELD = Pattern.compile("(?m)^[ -]*([a-z_]+): (\\S.*)$");

  @Test
  @Case(id = "CFG1", did = "200 broken files as reloads under 100 calls a second")
  void brokenFilesAreRefusedUnderLoad(Figures figures) throws Exception {
    broken(100, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "CFG1", did = "200 broken files as reloads under 500 calls a second")
  void brokenFilesAreRefusedUnderHeavyLoad(Figures figures) throws Exception {
    broken(500, figures);
  }

  @Test
  @Case(id = "A8", did = "counts the audit lines of 17 reloads")
  @Case(id = "CFG5", did = "17 good reloads in 10 s under 100 calls a second")
  void goodReloadsLoseNothing(Figures figures) throws Exception {
    good(17, 100, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "CFG5", did = "100 good reloads in a minute under 500 calls a second")
  void aHundredGoodReloadsAMinuteLoseNothing(Figures figures) throws Exception {
    good(100, 500, figures);
  }

  private static void broken(double rate, Figures figures) throws Exception {
    try (ReloadStand stand = new ReloadStand()) {
      String before = stand.look("/admin/version").path("configuration").asText();
      LoadRun run = LoadRun.start(stand.load(rate, LONGEST));
      int accepted = 0;
      List<String> vague = new ArrayList<>();
      List<Broken> files = brokenFiles(stand.config(List.of(0, 1), "interactive"));
      long start = System.nanoTime();
      for (Broken file : files) {
        stand.write(file.text());
        HttpPort.Answer answer = stand.reload();
        accepted += answer.status() == 422 ? 0 : 1;
        if (!file.isToldBy(answer.json().path("problems"))) {
          vague.add(file + " " + answer.body());
        }
        pause(BREATH);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      run.stop();
      LoadResult result = run.await();
      double refused =
          stand.metrics().sum("isthmus_configuration_reloads_total", "result=\"refused\"");
      figures.add("broken_files", files.size()).add("accepted", accepted);
      figures.add("seconds", seconds).add("calls", result.counts().scheduled());
      figures.add("refused_by_metric", refused).add("vague", vague.size());
      figures.add("outcomes", result.outcomes().toString());
      assertEquals(List.of(), vague.stream().limit(MOST_SHOWN).toList());
      assertEquals(0, accepted);
      assertTrue(refused >= files.size(), refused + " refused");
      assertEquals(before, stand.look("/admin/version").path("configuration").asText());
      assertTrue(result.allOk(), result::text);
    }
  }

  /** A file that no gateway may accept. */
  private static final class Broken {
    private final byte[] text;

    /** Whether it is no configuration at all, so that no field of it is to blame. */
    private final boolean whole;

    Broken(byte[] text, boolean whole) {
      this.text = text;
      this.whole = whole;
    }

    byte[] text() {
      return text;
    }

    static Broken whole(String text) {
      return new Broken(text.getBytes(StandardCharsets.UTF_8), true);
    }

    static Broken field(String text) {
      return new Broken(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Whether each error says where it stands, and what is wrong. */
    boolean isToldBy(JsonNode problems) {
      boolean told = false;
      for (JsonNode problem : problems) {
        boolean where = whole || !problem.path("field").asText().isEmpty();
        if (problem.path("line").asInt() < 1
            || problem.path("message").asText().isEmpty()
            || !where) {
          return false;
        }
        told |= problem.path("level").asText().equals("error");
      }
      return told;
    }

    @Override
    public String toString() {
      int shown = Math.min(text.length, 4_000);
      return new String(text, 0, shown, StandardCharsets.UTF_8);
    }
  }

  /** Whole files that are no configuration; then each line misspelt or with another value. */
  private static List<Broken> brokenFiles(String good) {
    List<Broken> files = new ArrayList<>();
    files.add(Broken.whole(""));
    files.add(new Broken(new byte[10 << 20], true));
    files.add(Broken.whole("#".repeat(10 << 20)));
    files.add(Broken.whole("a: &a [*a]\n"));
    files.add(new Broken(new byte[] {(byte) 0xff, (byte) 0xfe, 0}, true));
    files.add(Broken.whole(good + good));
    files.add(Broken.whole(bomb()));
    for (int cut = 20; files.size() < WHOLE; cut += 7) {
      files.add(Broken.whole(good.substring(0, cut) + "\n  - {"));
    }
    List<String> values = List.of("[[1]]", "\"\"", "\"${NOT_SET}\"", "{zzz: 1}");
    for (int round = 0; files.size() < BROKEN; round++) {
      Matcher field = FIELD.matcher(good);
      while (field.find() && files.size() < BROKEN) {
        String misspelt = good.substring(0, field.start(1)) + "zz" + good.substring(field.start(1));
        String value = values.get((round + files.size()) % values.size());
        String other = good.substring(0, field.start(2)) + value + good.substring(field.end(2));
        files.add(Broken.field(round == 0 ? misspelt : other));
      }
    }
    return files;
  }

  /** Lists of lists of lists, each naming the one before nine times. */
  private static String bomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1);
      text.append(
          "a%d: &a%d [%s]%n".formatted(i, i, String.join(", ", Collections.nCopies(9, before))));
    }
    return text.toString();
  }

  private static void good(int reloads, double rate, Figures figures) throws Exception {
    try (ReloadStand stand = new ReloadStand()) {
      long unloaded = stand.files();
      LoadRun warm = LoadRun.start(stand.load(rate, Duration.ofSeconds(3)));
      assertTrue(warm.await().allOk(), "before anything is reloaded");
      long files = settledFiles(stand, unloaded + FEW);
      long threads = stand.threads();
      LoadRun run = LoadRun.start(stand.load(rate, LONGEST));
      int accepted = 0;
      for (int i = 0; i < reloads; i++) {
        List<Integer> at = i % 2 == 0 ? List.of(0, 2) : List.of(0, 1);
        String text = stand.config(at, i % 3 == 0 ? "batch" : "interactive") + "# " + i + "\n";
        stand.write(text.getBytes(StandardCharsets.UTF_8));
        accepted += stand.reload().status() == 200 ? 1 : 0;
        pause(GAP);
      }
      run.stop();
      LoadResult result = run.await();
      stand.write(stand.config(List.of(0, 1), "interactive").getBytes(StandardCharsets.UTF_8));
      stand.reload();
      LoadRun after = LoadRun.start(stand.load(rate, Duration.ofSeconds(3)));
      assertTrue(after.await().allOk(), "after everything was reloaded");
      long dropped = awaitNone(stand);
      long filesMore = settledFiles(stand, files + FEW) - files;
      long threadsMore = stand.threads() - threads;
      JsonNode version = stand.look("/admin/version");
      long audited = audited(stand);
      figures.add("audit_lines", audited);
      figures.add("reloads", accepted).add("generation", version.path("generation").asInt());
      figures.add("files_more", filesMore).add("threads_more", threadsMore);
      figures.add("connections_to_dropped", dropped).add("calls", result.counts().scheduled());
      figures.add("outcomes", result.outcomes().toString());
      assertEquals(reloads, accepted);
      assertTrue(audited >= reloads, audited + " audit lines");
      assertEquals(0, dropped, "connections to a cloud that is named no longer");
      assertTrue(result.allOk(), result::text);
      assertTrue(filesMore < FEW, () -> filesMore + " more files are open");
      assertTrue(threadsMore < FEW, () -> threadsMore + " more threads run");
    }
  }

  /** Lines that say who had a file taken up. */
  private static long audited(ReloadStand stand) {
    return stand.gateway().output().stream()
        .filter(line -> line.contains("isthmus.audit") && line.contains("accepted"))
        .count();
  }

  /** What the gateway has open, once the load's connections had time to close. */
  private static long settledFiles(ReloadStand stand, long wanted) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    long now = stand.files();
    while (now > wanted && System.nanoTime() < until) {
      pause(BREATH);
      now = stand.files();
    }
    return now;
  }

  /** Connections to the third cloud, once they had time to close. */
  private static long awaitNone(ReloadStand stand) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    long left = stand.connectionsTo(2);
    while (left > 0 && System.nanoTime() < until) {
      pause(BREATH);
      left = stand.connectionsTo(2);
    }
    return left;
  }

  /** Reloads come at their pace, whatever the machine's. */
  private static void pause(Duration time) throws InterruptedException {
    boolean never = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    assertTrue(!never);
  }
}
