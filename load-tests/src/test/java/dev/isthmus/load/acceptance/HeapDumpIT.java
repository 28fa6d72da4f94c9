package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.chaos.FakeUpstream;
import dev.isthmus.load.chaos.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of keys can be read from the memory of a gateway, and from what it leaves when it dies. */
final class HeapDumpIT {
  private static final String CALLER_KEY = "sk-Vb3heapcaller-Lq8Yt2Zr6Nw1";
  private static final String PROVIDER_KEY = "Kd6heapprovider-Xo4Jm9Pf7Se2";
  private static final String PROMPT = "Rt5heapprompt-Ua1Gh8Ci3Wz0";
  private static final int CALLS = 50;

  /** The key itself, the header that is made of it, and what a call may hold of them. */
  private static final int MOST_COPIES = 6;

  private static final int MOST_SECONDS = 60;

  @Test
  @Case(id = "SEC4", did = "searches a heap dump after 50 calls, and the report of a crash")
  void memoryHoldsNoCallersKey(@TempDir Path folder, Figures figures) throws Exception {
    Path secret = Files.writeString(folder.resolve("provider-key"), PROVIDER_KEY);
    Path dump = folder.resolve("heap.hprof");
    Path crash = folder.resolve("crash.log");
    try (FakeUpstream upstream = FakeUpstream.start(Script.answer(200, Documents.CHAT));
        PackagedGateway gateway =
            PackagedGateway.start(
                config(upstream, secret),
                Map.of(),
                "-Xmx256m",
                "-XX:ErrorFile=" + crash,
                "-XX:-CreateCoredumpOnCrash")) {
      for (int i = 0; i < CALLS; i++) {
        assertEquals(200, ask(gateway).status());
      }
      String said = jcmd(gateway, "GC.heap_dump", dump.toString());
      assertTrue(Files.exists(dump), said);
      byte[] heap = Files.readAllBytes(dump);
      int callers = copies(heap, CALLER_KEY);
      int prompts = copies(heap, PROMPT);
      int providers = copies(heap, PROVIDER_KEY);
      figures.add("heap_bytes", heap.length).add("caller_keys", callers).add("prompts", prompts);
      figures.add("provider_keys", providers);
      assertTrue(providers > 0, "the search finds nothing at all");
      assertTrue(providers <= MOST_COPIES, "copies of the provider's key: " + providers);
      assertEquals(0, callers, "copies of the caller's key");
      assertEquals(0, prompts, "copies of the prompt");

      String flags = jcmd(gateway, "VM.flags", "-all");
      assertTrue(flags.matches("(?s).*HeapDumpOnOutOfMemoryError\\s+= false.*"), flags);
      crash(gateway);
      assertTrue(Files.exists(crash), "no report of the crash");
      String report = Files.readString(crash, StandardCharsets.ISO_8859_1);
      figures.add("crash_report_bytes", report.length());
      for (String mark : List.of(CALLER_KEY, PROVIDER_KEY, PROMPT)) {
        new Marked(mark).assertNotIn("the report of a crash", report);
      }
      assertFalse(report.isEmpty());
    }
  }

  private static RawAnswer ask(PackagedGateway gateway) throws IOException {
    String body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}";
    return RawAnswer.of(
        gateway.base(),
        "POST",
        "/v1/chat/completions",
        List.of("authorization: Bearer " + CALLER_KEY),
        body);
  }

  private static String jcmd(PackagedGateway gateway, String... what) throws Exception {
    String[] command = new String[what.length + 2];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    command[1] = Long.toString(gateway.process().pid());
    System.arraycopy(what, 0, command, 2, what.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private static void crash(PackagedGateway gateway) throws Exception {
    String pid = Long.toString(gateway.process().pid());
    assertEquals(0, new ProcessBuilder("kill", "-SEGV", pid).start().waitFor());
    assertTrue(gateway.process().waitFor(MOST_SECONDS, TimeUnit.SECONDS), "it lives on");
  }

  /** How often {@code text} stands in {@code heap}, in one byte or two for each character. */
  private static int copies(byte[] heap, String text) {
    return copies(heap, text.getBytes(StandardCharsets.ISO_8859_1))
        + copies(heap, text.getBytes(StandardCharsets.UTF_16LE));
  }

  private static int copies(byte[] heap, byte[] wanted) {
    int found = 0;
    for (int i = 0; i + wanted.length <= heap.length; i++) {
      int same = 0;
      while (same < wanted.length && heap[i + same] == wanted[same]) {
        same++;
      }
      found += same == wanted.length ? 1 : 0;
    }
    return found;
  }

  private static String config(FakeUpstream upstream, Path secret) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(CALLER_KEY.getBytes(StandardCharsets.UTF_8));
    return """
    limits: {drain_delay: 0s}
    listeners:
      - {address: "127.0.0.1:0"}
    admin: {address: "127.0.0.1:0"}
    providers:
      own: {type: compatible, endpoint: "http://127.0.0.1:%d/v1", credential: {api_key: "file:%s"}, allow_private: true}
    callers:
      - {name: caller, key_sha256: %s, models: ["*"]}
    models:
      m: {deployments: [{name: one, provider: own, model: m, price: free}]}
    """
        .formatted(upstream.port(), secret, HexFormat.of().formatHex(hash));
  }
}
