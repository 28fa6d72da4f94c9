package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.cases.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the usual scanners of TLS say of a listener. */
final class ListenerScanTest {
  private static final int MOST_SECONDS = 120;
  private static final Pattern SUITE =
      Pattern.compile("<cipher [^>]*sslversion=\"([^\"]*)\"[^>]* cipher=\"([^\"]*)\"");

  /** One finding of testssl.sh: its name, how bad it is, and what was found. */
  private static final Pattern FINDING =
      Pattern.compile(
          "\"id\"\\s*:\\s*\"([^\"]*)\".*?\"severity\"\\s*:\\s*\"([^\"]*)\".*?\"finding\"\\s*:\\s*"
              + "\"([^\"]*)\"",
          Pattern.DOTALL);

  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT, Certificates.create().identity);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  @Case(id = "T1", did = "runs sslscan against a listener")
  void sslscanFindsNothingWeak(Figures figures) throws Exception {
    Tool.need("sslscan");
    String seen = run("sslscan", "--xml=-", "127.0.0.1:" + edge.address.getPort());
    List<String> suites =
        SUITE.matcher(seen).results().map(r -> r.group(1) + " " + r.group(2)).toList();
    figures.add("suites", suites.size());
    assertTrue(suites.size() >= 4, seen);
    for (String suite : suites) {
      assertTrue(suite.matches("TLSv1\\.[23] (TLS_AES|TLS_CHACHA20|ECDHE-).*"), suite);
      assertTrue(suite.contains("GCM") || suite.contains("POLY1305"), suite);
    }
    for (String version :
        List.of(
            "ssl\" version=\"2",
            "ssl\" version=\"3",
            "tls\" version=\"1.0",
            "tls\" version=\"1.1")) {
      assertTrue(seen.contains("type=\"" + version + "\" enabled=\"0\""), version + " in " + seen);
    }
    assertTrue(!seen.contains("<compression supported=\"1\""), seen);
    assertTrue(!seen.contains("<renegotiation supported=\"1\""), seen);
    assertTrue(!seen.contains("vulnerable=\"1\""), seen);
  }

  @Test
  @Case(id = "T1", did = "runs testssl.sh against a listener: versions, suites, known holes")
  void testsslFindsNothingOfMiddlingSeverity(@TempDir Path folder, Figures figures)
      throws Exception {
    Tool.need("testssl");
    Path file = folder.resolve("findings.json");
    String target = "127.0.0.1:" + edge.address.getPort();
    String[] command = {
      "testssl",
      "--quiet",
      "--color",
      "0",
      "--warnings",
      "batch",
      "--openssl-timeout",
      "5",
      "-p",
      "-s",
      "-H",
      "-I",
      "-R",
      "-C",
      "-Z",
      "-O",
      "-F",
      "-J",
      "-D",
      "-W",
      "--jsonfile",
      file.toString(),
      target
    };
    String said = run(command);
    assertTrue(Files.exists(file), said);
    List<String> bad = new ArrayList<>();
    int findings = 0;
    Matcher finding = FINDING.matcher(Files.readString(file));
    while (finding.find()) {
      findings++;
      if (Stream.of("MEDIUM", "HIGH", "CRITICAL", "FATAL").anyMatch(finding.group(2)::equals)) {
        bad.add(finding.group(1) + ": " + finding.group(3));
      }
    }
    figures.add("findings", findings).add("medium_or_worse", bad.size());
    assertTrue(findings > 20, said);
    assertEquals(List.of(), bad);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), said);
    return said;
  }
}
