package dev.isthmus.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.exchange.Bench.Call;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Bytes that need no translation are neither copied, small requests excepted, nor cause anything to
 * be allocated.
 */
final class ZeroCopyTest {
  private static final String LARGE = Bench.PLAIN + " ".repeat(Splice.SMALL_BYTES);

  @Test
  void aRequestLeavesInTheDirectMemoryItCameIn() {
    Bench bench = Bench.of("a");
    String tail = "x".repeat(20_000) + "\"}]}";
    Call call = bench.open();
    List<ByteBuf> came = new ArrayList<>();
    came.add(bench.buffer("{\"stream\":true,\"model\":\"gpt\",\"messages\":[{\"role\":\"user\","));
    came.add(bench.buffer("\"content\":\"" + tail));
    came.forEach(call::body);
    call.end();
    ByteBuf body = bench.upstream.last().request.body();
    long shared = 0;
    for (ByteBuffer part : body.nioBuffers()) {
      shared += within(part, came) ? part.remaining() : 0;
    }
    int modelAndOptions =
        2 + "a-at-home".length() + "\"stream_options\":{\"include_usage\":true},".length();
    assertEquals(body.readableBytes() - modelAndOptions, shared);
    call.inbound.onHangUp();
    bench.assertSettled();
  }

  private static boolean within(ByteBuffer part, List<ByteBuf> came) {
    if (!part.isDirect()) {
      return false;
    }
    long at = io.netty.buffer.Unpooled.wrappedBuffer(part).memoryAddress();
    return came.stream()
        .anyMatch(one -> at >= one.memoryAddress() && at < one.memoryAddress() + one.capacity());
  }

  @Test
  void aRequestLeavesInTheHeapArrayItCameIn() {
    Bench bench = Bench.of("a");
    ByteBuf came = UnpooledByteBufAllocator.DEFAULT.heapBuffer();
    came.writeCharSequence(LARGE, StandardCharsets.UTF_8);
    Call call = bench.open().body(came).end();
    CompositeByteBuf body = (CompositeByteBuf) bench.upstream.last().request.body();
    assertSame(came.array(), body.component(0).array());
    assertSame(came.array(), body.component(2).array());
    assertEquals(3, body.numComponents());
    call.inbound.onHangUp();
    bench.assertSettled();
  }

  @Test
  void everyAttemptSendsTheSameMemory() {
    Bench bench = Bench.of("a", "b");
    Call call = bench.open();
    ByteBuf came = bench.buffer(LARGE);
    call.body(came).end();
    bench.upstream.last().unreachable();
    for (ByteBuffer part : bench.upstream.last().request.body().nioBuffers()) {
      assertTrue(within(part, List.of(came)) || part.remaining() == "'b-at-home'".length());
    }
    call.inbound.onHangUp();
    bench.assertSettled();
  }

  @Test
  void aChunkOfWholeEventsAllocatesNothing() {
    assertEquals(0, new RelayAllocation(false).bytes());
  }

  @Test
  void aPlantedAllocationIsFound() {
    assertTrue(new RelayAllocation(true).bytes() >= RelayAllocation.CHUNKS);
  }

  @Test
  void withoutEscapeAnalysisToo() throws IOException, InterruptedException {
    assertEquals("0 bytes", inAnotherMachine("-XX:-DoEscapeAnalysis"));
    assertFalse(inAnotherMachine("-XX:-DoEscapeAnalysis", "planted").startsWith("0 "));
  }

  private static String inAnotherMachine(String option, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(permissions());
    command.addAll(List.of(option, "-cp", classPath(), RelayAllocation.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    String last = said.strip();
    return last.substring(last.lastIndexOf('\n') + 1);
  }

  /**
   * What this machine may do, the other may, too: from JDK 24 on Netty reads memory directly only
   * where a flag allows it, and by a new view of each buffer elsewhere.
   */
  private static List<String> permissions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--sun-misc-unsafe") || flag.startsWith("--enable-native"))
        .toList();
  }

  /** Where this machine's classes are, whoever loaded them. */
  private static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    places.add(System.getProperty("java.class.path"));
    for (ClassLoader loader = ZeroCopyTest.class.getClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof java.net.URLClassLoader urls) {
        for (java.net.URL url : urls.getURLs()) {
          places.add(new File(url.getPath()).getPath());
        }
      }
    }
    return String.join(File.pathSeparator, places);
  }
}
