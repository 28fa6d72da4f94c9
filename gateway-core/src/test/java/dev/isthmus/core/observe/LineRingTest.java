package dev.isthmus.core.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines between many writers and one reader. */
final class LineRingTest {
  private final byte[] batch = new byte[1_024];

  @Test
  void linesComeOutInTheOrderOfTheirClaims() {
    LineRing ring = new LineRing(4);
    for (int i = 0; i < 10; i += 2) {
      write(ring, i);
      write(ring, i + 1);
      assertEquals(line(i) + line(i + 1), drain(ring));
    }
    assertEquals("", drain(ring));
  }

  @Test
  void aLineThatIsStillWrittenHoldsBackThoseBehindIt() {
    LineRing ring = new LineRing(4);
    long first = ring.claim();
    write(ring, 2);
    assertEquals("", drain(ring));

    ring.line(first).start().add("n", 1).end();
    ring.publish(first);
    assertEquals(line(1) + line(2), drain(ring));
  }

  @Test
  void aFullRingDropsAndCounts() {
    LineRing ring = new LineRing(2);
    write(ring, 1);
    write(ring, 2);
    assertEquals(-1, ring.claim());
    assertEquals(1, ring.dropped());

    assertEquals(line(1) + line(2), drain(ring));
    write(ring, 3);
    assertEquals(line(3), drain(ring));
  }

  @Test
  void whatDoesNotFitWaitsAndWhatNeverFitsIsDropped() {
    LineRing ring = new LineRing(4);
    write(ring, 1);
    write(ring, 2);
    byte[] small = new byte[10];
    assertEquals(8, ring.drainTo(small));
    assertEquals(8, ring.drainTo(small));

    write(ring, 1_234_567_890_123L);
    write(ring, 3);
    assertEquals(8, ring.drainTo(small));
    assertEquals(1, ring.dropped());
  }

  @Test
  void manyWritersLoseNothingThatWasNotCounted() throws Exception {
    int writers = 3;
    int each = 20_000;
    LineRing ring = new LineRing(64);
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      long base = (long) w * each;
      threads.add(new Thread(() -> IntStream.range(0, each).forEach(i -> write(ring, base + i))));
    }
    threads.forEach(Thread::start);
    StringBuilder all = new StringBuilder();
    while (threads.stream().anyMatch(Thread::isAlive)) {
      all.append(drain(ring));
    }
    all.append(drain(ring)).append(drain(ring)).append(drain(ring));

    List<String> lines = Arrays.asList(all.toString().split("\n"));
    Set<String> distinct = new TreeSet<>(lines);
    assertEquals(lines.size(), distinct.size());
    assertEquals((long) writers * each, lines.size() + ring.dropped());
    assertEquals(
        Set.of(),
        lines.stream().filter(one -> !one.matches("\\{\"n\":\\d+}")).collect(Collectors.toSet()));
  }

  private static void write(LineRing ring, long number) {
    long at = ring.claim();
    if (at >= 0) {
      ring.line(at).start().add("n", number).end();
      ring.publish(at);
    }
  }

  private static String line(long number) {
    return "{\"n\":" + number + "}\n";
  }

  private String drain(LineRing ring) {
    return new String(batch, 0, ring.drainTo(batch), StandardCharsets.UTF_8);
  }
}
