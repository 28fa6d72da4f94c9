package dev.isthmus.server.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.DecisionQueue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecisionJournalTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @TempDir private Path directory = Path.of("");
  private Instant now = NOON;

  @Test
  void whatWasWrittenIsReadToTheLastBit() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Decision decision = any(random);
      byte[] line = line(decision);
      List<byte[]> read = new ArrayList<>();
      DecisionReader reader = new DecisionReader();
      reader.read(
          new ByteArrayInputStream(line),
          false,
          copy -> {
            assertSame(decision, copy);
            read.add(bytes(copy));
          });
      assertEquals(1, read.size(), () -> new String(line, UTF_8));
      assertArrayEquals(line, read.get(0));
    }
  }

  private static void assertSame(Decision expected, Decision copy) {
    for (int i = 0; i < expected.candidateCount(); i++) {
      for (Term term : Term.values()) {
        assertEquals(
            Double.doubleToLongBits(expected.term(i, term)),
            Double.doubleToLongBits(copy.term(i, term)),
            term.name());
      }
      assertEquals(expected.open(i), copy.open(i));
    }
    assertEquals(expected.summary().facts(), copy.summary().facts());
    assertEquals(expected.summary().terms, copy.summary().terms);
    assertEquals(expected.summary().shadow.extraDollars, copy.summary().shadow.extraDollars);
  }

  @Test
  void aFileThatWasCutAtAnyByteGivesItsWholeLines() throws IOException {
    Random random = new Random(2);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    GZIPOutputStream zip = new GZIPOutputStream(packed, 512, true);
    for (int i = 0; i < 4; i++) {
      byte[] line = line(any(random));
      plain.write(line);
      zip.write(line);
      zip.flush();
    }
    zip.close();
    byte[] whole = packed.toByteArray();
    long before = 0;
    for (int length = 0; length <= whole.length; length++) {
      DecisionReader.Account account = account(Arrays.copyOf(whole, length), true);
      assertEquals(0, account.damaged(), "cut at " + length);
      assertTrue(account.read() >= before && account.read() <= 4, "cut at " + length);
      assertEquals(length == whole.length ? 0 : 1, account.cut(), "cut at " + length);
      before = account.read();
    }
    assertEquals(4, before);
    byte[] text = plain.toByteArray();
    for (int length = 0; length <= text.length; length++) {
      DecisionReader.Account account = account(Arrays.copyOf(text, length), false);
      long lines = new String(text, 0, length, UTF_8).chars().filter(c -> c == '\n').count();
      assertEquals(lines, account.read());
      assertEquals(0, account.damaged());
    }
  }

  private static DecisionReader.Account account(byte[] bytes, boolean compressed)
      throws IOException {
    DecisionReader reader = new DecisionReader();
    reader.read(new ByteArrayInputStream(bytes), compressed, decision -> {});
    return reader.account();
  }

  @Test
  void aLineThatMakesNoSenseIsCountedAndPassedOver() throws IOException {
    String good = new String(line(any(new Random(3))), UTF_8);
    String text =
        good + "{}\n" + "no json\n" + good.replace("\"v\":1", "\"v\":2") + "[[[[[[[[[[[[\n" + good;
    DecisionReader.Account account = account(text.getBytes(UTF_8), false);
    assertEquals(new DecisionReader.Account(2, 4, 0), account);
  }

  @Test
  void anotherFileIsBegunEachHourAndTheOldestGo() throws IOException {
    DecisionFiles files = new DecisionFiles(directory, () -> 64 << 10, () -> now);
    Path theirs = Files.writeString(directory.resolve("theirs.jsonl.gz"), "x");
    Random random = new Random(4);
    for (int hour = 0; hour < 40; hour++) {
      for (int i = 0; i < 12; i++) {
        files.write(any(random));
      }
      files.show();
      now = now.plusSeconds(3600);
    }
    files.close();
    List<Path> kept = DecisionReader.files(directory);
    long bytes = 0;
    for (Path file : kept) {
      bytes += Files.size(file);
    }
    assertTrue(kept.size() > 3 && kept.size() < 40, "files " + kept.size());
    assertTrue(bytes <= 64 << 10, "bytes " + bytes);
    assertTrue(Files.exists(theirs));
    assertFalse(kept.stream().anyMatch(one -> one.toString().contains("20260102T120000Z")));
    assertTrue(kept.stream().anyMatch(one -> one.toString().contains("20260104T030000Z")));
  }

  @Test
  void aBusyHourHasSeveralFiles() throws IOException {
    DecisionFiles files = new DecisionFiles(directory, () -> 256 << 10, () -> now);
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      files.write(any(random));
      files.show();
    }
    files.close();
    List<Path> kept = DecisionReader.files(directory);
    assertTrue(kept.size() > 1, "files " + kept.size());
    DecisionReader reader = new DecisionReader();
    for (Path file : kept) {
      reader.read(file, decision -> {});
    }
    assertEquals(new DecisionReader.Account(60, 0, 0), reader.account());
  }

  @Test
  void aFileThatIsBeingWrittenShowsWhatItHolds() throws IOException {
    DecisionFiles files = new DecisionFiles(directory, () -> 1 << 20, () -> now);
    files.write(any(new Random(6)));
    files.show();
    DecisionReader reader = new DecisionReader();
    reader.read(DecisionReader.files(directory).get(0), decision -> {});
    assertEquals(new DecisionReader.Account(1, 0, 1), reader.account());
    files.close();
  }

  @Test
  void aDirectoryThatIsAFileIsRefusedAtOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThrows(IOException.class, () -> new DecisionFiles(file, () -> 1, () -> now));
  }

  @Test
  void whatWaitsAtTheEndIsWritten() throws IOException {
    DecisionQueue queue = new DecisionQueue(64);
    DecisionJournal journal =
        DecisionJournal.start(queue, new DecisionFiles(directory, () -> 1 << 20, () -> now));
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      queue.add(any(random), 0.5);
    }
    journal.close();
    assertEquals(50, journal.written() + queue.dropped());
    DecisionReader reader = new DecisionReader();
    for (Path file : DecisionReader.files(directory)) {
      reader.read(file, decision -> assertEquals(0.5, decision.summary().rate));
    }
    assertEquals(new DecisionReader.Account(journal.written(), 0, 0), reader.account());
  }

  @Test
  void linesAreNotFlushedOneByOne() throws IOException {
    int[] flushes = new int[1];
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            flushes[0]++;
          }
        };
    new DecisionLine().write(any(new Random(8)), out);
    assertEquals(0, flushes[0]);
  }

  @Test
  void aDiskThatIsFullLeavesNoFileOpen() throws IOException {
    int[] open = new int[1];
    boolean[] full = new boolean[1];
    DecisionFiles files =
        new DecisionFiles(directory, () -> 1 << 20, () -> now, file -> disk(open, full));
    full[0] = true;
    assertThrows(IOException.class, () -> files.write(any(new Random(9))));
    assertEquals(0, open[0], "not even begun");
    full[0] = false;
    files.write(any(new Random(9)));
    assertEquals(1, open[0]);
    full[0] = true;
    assertThrows(IOException.class, files::show);
    files.close();
    assertEquals(0, open[0], "begun");
  }

  private static OutputStream disk(int[] open, boolean[] full) {
    open[0]++;
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        if (full[0]) {
          throw new IOException("no space left");
        }
      }

      @Override
      public void close() {
        open[0]--;
      }
    };
  }

  private static byte[] bytes(Decision decision) {
    try {
      return line(decision);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] line(Decision decision) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new DecisionLine().write(decision, out);
    return out.toByteArray();
  }

  /** What a caller asks for, or nothing. */
  private static double positive(Random random) {
    return random.nextBoolean() ? Double.POSITIVE_INFINITY : 1 - random.nextDouble();
  }

  /** All that a decision can hold, as chance wants it. */
  static Decision any(Random random) {
    Decision decision = new Decision();
    decision.clear();
    CallSummary summary = decision.summary();
    summary.id = random.nextLong() >>> 1;
    summary.atMillis = NOON.toEpochMilli() + random.nextInt();
    summary.rate = 1 - random.nextDouble();
    summary.requestId("req-" + random.nextInt());
    summary.configVersion = "c" + random.nextInt(3);
    summary.caller = "caller \"" + random.nextInt(3) + "\"\n";
    summary.route = "gpt";
    summary.callClass = CallClass.values()[random.nextInt(3)];
    summary.strictPriority = random.nextBoolean();
    weights(summary.weights, random);
    if (random.nextBoolean()) {
      weights(summary.shadow.weights, random);
      summary.shadow.best = 0;
      summary.shadow.propensity = random.nextDouble();
      summary.shadow.regretDollars = random.nextDouble() / 1000;
      summary.shadow.extraDollars = random.nextDouble() / 1000;
    }
    summary.terms =
        new Terms(
            Scope.ANY,
            summary.callClass,
            new Bounds(Scope.ANY, positive(random), positive(random), positive(random)));
    summary.facts(
        new CallFacts(
            Operation.CHAT, "gpt", random.nextBoolean(), false, 99, 77, 2, -1, 1, 1L << 40));
    summary.expectedOutputTokens = random.nextDouble() * 500;
    int candidates = random.nextInt(20);
    for (int i = 0; i < candidates; i++) {
      candidate(decision, i, random);
    }
    summary.chosen = random.nextInt(candidates + 1) - 1;
    summary.home = random.nextInt(candidates + 1) - 1;
    int attempts = random.nextInt(3);
    for (int i = 0; i < attempts; i++) {
      attempt(decision.openAttempt(), random);
    }
    summary.outcome =
        switch (random.nextInt(3)) {
          case 0 -> Outcome.COMPLETED;
          case 1 -> Outcome.CANCELLED;
          default ->
              new Outcome.Failed(
                  Failure.ofPolicy(FailureKind.RATE_LIMITED, "", random.nextBoolean() ? -1 : 1500));
        };
    summary.status = 200 + random.nextInt(400);
    summary.waits = random.nextInt(2);
    summary.waitedNanos = summary.waits * (long) random.nextInt(Integer.MAX_VALUE);
    summary.firstContentNanos = random.nextInt(2) == 0 ? -1 : random.nextInt(Integer.MAX_VALUE);
    summary.endNanos = random.nextInt(Integer.MAX_VALUE);
    return decision;
  }

  private static void weights(Decision.Weights weights, Random random) {
    weights.name = "custom";
    weights.cost = random.nextDouble();
    weights.firstContentSecond = random.nextDouble() / 1000;
    weights.totalSecond = random.nextDouble() / 10_000;
    weights.failure = random.nextDouble() / 100;
  }

  private static void candidate(Decision decision, int i, Random random) {
    decision.addCandidate("d" + i);
    decision.standing(i, random.nextInt(10), random.nextBoolean());
    for (Term term : Term.values()) {
      boolean absent = random.nextInt(10) == 0;
      decision.term(i, term, absent ? Double.NaN : random.nextDouble() * random.nextInt(100));
    }
    if (random.nextBoolean()) {
      Exclusion[] all = Exclusion.values();
      decision.exclude(i, all[random.nextInt(all.length)], random.nextDouble(), Double.NaN);
      if (random.nextBoolean()) {
        decision.relax(i);
      }
    }
  }

  private static void attempt(AttemptRow row, Random random) {
    row.deployment("d0");
    row.status = 200;
    row.startNanos = random.nextInt(Integer.MAX_VALUE);
    row.endNanos = random.nextInt(Integer.MAX_VALUE);
    row.hedge = random.nextBoolean();
    row.lost = random.nextBoolean();
    row.silent = random.nextBoolean();
    row.stalls = random.nextInt(3);
    row.usage(new Usage(random.nextInt(99), 1, 2, 1, random.nextInt(99), 4, random.nextBoolean()));
    row.picodollars = random.nextBoolean() ? -1 : random.nextLong() >>> 20;
    row.failure =
        random.nextBoolean()
            ? null
            : Failure.ofProvider(FailureKind.STALL, Failure.Retry.NEVER, "");
  }
}
