package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first message of a TLS handshake, in more pieces and of more bytes than anybody needs. */
final class SplitHelloTest {
  private static final int HANDSHAKE = 0x16;
  private static final int ALERT = 0x15;
  private static final int RECORD_HEAD = 5;
  private static final long MOST_HELD_BYTES = 64 << 10;
  private static final long SETTLING_NANOS = 3_000_000;
  private static final int HELLOS = 50;

  /** Of what an ordinary handshake costs for each byte that the caller sends. */
  private static final double MOST_CPU_RATIO = 10;

  private static final int WARM_HELLOS = 50;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Certificates certificates = Certificates.create();
  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT, certificates.identity);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  @Case(id = "T3", did = "a hello cut into records of one byte, and of every other size up to 40")
  void aSplitHelloIsAnsweredOrClosed(Figures figures) throws Exception {
    byte[] hello = hello(1);
    int answered = 0;
    for (int size = 1; size <= 40; size++) {
      answered += first(records(hello, size)) == HANDSHAKE ? 1 : 0;
    }
    figures.add("hellos", 40).add("answered", answered);
    assertEquals(HANDSHAKE, first(records(hello, hello.length)), "whole");
  }

  @Test
  @Case(id = "T3", did = "50 hellos of more than 1,000 records of one byte")
  void aThousandRecordsCostLittle(Figures figures) throws Exception {
    byte[] hello = hello(100);
    assertTrue(hello.length > 1000, "bytes: " + hello.length);
    byte[] records = records(hello, 1);
    cpuNanosOfEdge(records, WARM_HELLOS);
    cpuNanosOfEdge(records(hello, hello.length), WARM_HELLOS);
    double split = cpuNanosOfEdge(records, HELLOS) / records.length;
    byte[] whole = records(hello, hello.length);
    double ordinary = cpuNanosOfEdge(whole, HELLOS) / whole.length;
    figures.add("records", hello.length).add("cpu_ns_per_byte_split", split);
    figures.add("cpu_ns_per_byte_whole", ordinary).add("ratio", split / ordinary);
    assertTrue(split / ordinary < MOST_CPU_RATIO, split + " ns to " + ordinary + " ns");
  }

  @Test
  @Case(id = "T3", did = "a hello that announces 16 MiB, and 1 MiB of it")
  void aHelloOfSixteenMegabytesIsNotHeld(Figures figures) throws Exception {
    first(records(hello(1), 1 << 14));
    long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    byte[] announced = new byte[1 << 14];
    announced[0] = 1;
    Arrays.fill(announced, 1, 4, (byte) 0xff);
    long most = 0;
    int sent = 0;
    try (RawClient client = edge.connect()) {
      for (; sent < 64; sent++) {
        client.send(records(announced, 1 << 14));
        announced = new byte[1 << 14];
        most = Math.max(most, settledBytes() - before);
      }
      client.millisToEnd();
    } catch (IOException e) {
      assertTrue(sent < 64, "closed before all was sent");
    }
    figures.add("records_sent", sent).add("most_held_bytes", most);
    assertTrue(most <= MOST_HELD_BYTES, "held: " + most);
    assertEquals(EdgeEvents.Cut.HANDSHAKE, edge.nextCut());
  }

  /** What stays pinned, without the buffer of a read that happens to be under way. */
  private static long settledBytes() {
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + SETTLING_NANOS;
    while (System.nanoTime() - end < 0) {
      least = Math.min(least, PooledByteBufAllocator.DEFAULT.pinnedDirectMemory());
      Thread.onSpinWait();
    }
    return least;
  }

  /** The type of the first record of the answer, −1 where the connection was closed without one. */
  private int first(byte[] records) throws IOException {
    try (RawClient client = edge.connect()) {
      client.send(records);
      int type = client.socket.getInputStream().read();
      assertTrue(type == HANDSHAKE || type == ALERT || type < 0, "type: " + type);
      return type;
    }
  }

  /** What threads other than this one worked meanwhile, per hello. */
  private double cpuNanosOfEdge(byte[] records, int times) throws IOException {
    long before = cpuNanosOfOthers();
    for (int i = 0; i < times; i++) {
      first(records);
    }
    return (double) (cpuNanosOfOthers() - before) / times;
  }

  private long cpuNanosOfOthers() {
    long nanos = 0;
    for (long id : threads.getAllThreadIds()) {
      nanos += id == Thread.currentThread().getId() ? 0 : Math.max(0, threads.getThreadCpuTime(id));
    }
    return nanos;
  }

  /** A client's first message without its records, with an offer of {@code protocols} names. */
  private byte[] hello(int protocols) throws IOException {
    SSLEngine engine = certificates.trusting.createSSLEngine("gw.test", 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(
        Collections.nCopies(protocols, "http/1.1").toArray(new String[0]));
    engine.setSSLParameters(parameters);
    ByteBuffer record = ByteBuffer.allocate(1 << 15);
    engine.wrap(ByteBuffer.allocate(0), record);
    return Arrays.copyOfRange(record.array(), RECORD_HEAD, record.position());
  }

  private static byte[] records(byte[] message, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < message.length; at += size) {
      int length = Math.min(size, message.length - at);
      out.writeBytes(new byte[] {HANDSHAKE, 3, 1, (byte) (length >> 8), (byte) length});
      out.write(message, at, length);
    }
    return out.toByteArray();
  }
}
