package dev.isthmus.core.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Lines between one writer and one reader. */
final class LineRingTest {
  private static final FieldName N = FieldName.of("n");

  private final JsonLine scratch = new JsonLine();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void linesComeOutInTheirOrderWhereverTheRingEnds() throws IOException {
    for (int size = 24; size < 60; size++) {
      LineRing ring = new LineRing(size);
      for (int i = 0; i < 100; i += 2) {
        add(ring, i % 10);
        add(ring, i % 10 + 1);
        assertEquals(line(i % 10) + line(i % 10 + 1), drain(ring));
      }
      assertEquals("", drain(ring));
      assertEquals(0, ring.dropped());
    }
  }

  /** Log lines of other threads may come between two writes, and must not cut a line in two. */
  @Test
  void eachWriteIsOfWholeLines() throws IOException {
    LineRing ring = new LineRing(400_000);
    String text = "x".repeat(700);
    String huge = "x".repeat(100_000);
    List<String> writes = new ArrayList<>();
    OutputStream each =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("a byte of its own");
          }

          @Override
          public void write(byte[] b, int from, int count) {
            writes.add(new String(b, from, count, UTF_8));
          }
        };
    for (int i = 0; i < 1_000; i++) {
      scratch.start().add(N, i % 100 == 50 ? huge : text).end();
      ring.add(scratch);
      if (i % 40 == 0) {
        ring.drainTo(each);
      }
    }
    ring.drainTo(each);

    assertEquals(0, ring.dropped());
    assertEquals(1_000, String.join("", writes).lines().count());
    for (String write : writes) {
      assertTrue(write.startsWith("{") && write.endsWith("}\n"));
      assertEquals(-1, write.indexOf(0));
      assertTrue(write.length() <= 64 << 10 || write.contains(huge));
    }
  }

  @Test
  void aFullRingDropsAndCounts() throws IOException {
    LineRing ring = new LineRing(line(1).length() * 2);
    add(ring, 1);
    add(ring, 2);
    add(ring, 3);
    assertEquals(1, ring.dropped());

    assertEquals(line(1) + line(2), drain(ring));
    add(ring, 4);
    assertEquals(line(4), drain(ring));
    assertEquals(1, ring.dropped());
  }

  @Test
  void whatNeverFitsIsDroppedAndTheNextIsNot() throws IOException {
    LineRing ring = new LineRing(10);
    add(ring, 1_234_567_890_123L);
    add(ring, 1);
    assertEquals(line(1), drain(ring));
    assertEquals(1, ring.dropped());
  }

  @Test
  void whatIsRefusedIsLostAndNothingElse() throws IOException {
    LineRing ring = new LineRing(20);
    add(ring, 1);
    add(ring, 2);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("full");
          }
        };
    assertThrows(IOException.class, () -> ring.drainTo(full));

    add(ring, 3);
    add(ring, 4);
    assertEquals(line(3) + line(4), drain(ring));
    assertEquals(0, ring.dropped());
  }

  @Test
  void nothingIsLostThatWasNotCountedWhileItIsDrained() throws Exception {
    long count = 50_000;
    LineRing ring = new LineRing(1_000);
    Thread writer = new Thread(() -> LongStream.range(0, count).forEach(i -> add(ring, i)));
    writer.start();
    while (writer.isAlive()) {
      ring.drainTo(out);
    }
    ring.drainTo(out);

    List<String> lines = out.toString(UTF_8).lines().toList();
    assertEquals(count, lines.size() + ring.dropped());
    long last = -1;
    for (String one : lines) {
      assertTrue(one.matches("\\{\"n\":\\d+}"), one);
      long number = Long.parseLong(one.substring(5, one.length() - 1));
      assertTrue(number > last, one);
      last = number;
    }
  }

  private void add(LineRing ring, long number) {
    scratch.start().add(N, number).end();
    ring.add(scratch);
  }

  private static String line(long number) {
    return "{\"n\":" + number + "}\n";
  }

  private String drain(LineRing ring) throws IOException {
    out.reset();
    ring.drainTo(out);
    return out.toString(UTF_8);
  }
}
