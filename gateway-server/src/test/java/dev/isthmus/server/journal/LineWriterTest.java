package dev.isthmus.server.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.AccessLog;
import dev.isthmus.core.observe.CallRecord;
import dev.isthmus.core.observe.LineRing;
import dev.isthmus.core.observe.Timeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Lines on their way out. */
final class LineWriterTest {
  private final LineRing ring = new LineRing(8 * bytes());
  private final AccessLog log = new AccessLog(ring);

  @Test
  void closingWritesWhatIsThere() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = LineWriter.start(List.of(ring), out, "test");
    for (int i = 0; i < 5; i++) {
      log.finished(call());
    }
    writer.close();
    String text = out.toString(StandardCharsets.UTF_8);
    assertEquals(5, text.lines().count());
    assertTrue(text.lines().allMatch(line -> line.startsWith("{") && line.endsWith("}")), text);
  }

  @Test
  void linesOfAllRingsAreWritten() {
    LineRing second = new LineRing(8 * bytes());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = LineWriter.start(List.of(ring, second), out, "test");
    log.finished(call());
    new AccessLog(second).finished(call());
    writer.close();
    assertEquals(2 * bytes(), out.size());
  }

  @Test
  void aDiskThatHangsCostsLinesAndNotCalls() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            stuck.countDown();
            try {
              hangs.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    LineWriter writer = LineWriter.start(List.of(ring), slow, "test");
    log.finished(call());
    assertTrue(stuck.await(10, TimeUnit.SECONDS));
    for (int i = 0; i < 20; i++) {
      log.finished(call());
    }
    assertEquals(13, ring.dropped()); // the line that is being written has its place still
    hangs.countDown();
    writer.close();
  }

  /** Of one line. */
  private static int bytes() {
    LineRing one = new LineRing(1_024);
    new AccessLog(one).finished(call());
    try {
      return (int) one.drainTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CallRecord call() {
    Timeline timeline = new Timeline(0);
    return new CallRecord(
        Operation.CHAT, false, 200, 1, Usage.NONE, Outcome.COMPLETED, timeline, new Decision());
  }
}
