package dev.isthmus.load.acceptance;

import static java.util.Map.Entry.comparingByKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isthmus.load.archive.ArchiveVerb;
import dev.isthmus.load.measure.Jdks;
import dev.isthmus.load.stand.GatewayProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A trained gateway's AOT cache is one that the JVM takes, and holds what calls need. */
final class ArchiveIT {
  private static final int AOT_SINCE = 25;
  private static final List<String> FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final String LOADED = "-Xlog:class+load";

  private final StringWriter errors = new StringWriter();
  private @TempDir Path folder = Path.of("");

  @Test
  void theJvmTakesWhatTheVerbMakes() throws Exception {
    Path java = newestJava();
    Path cache = folder.resolve("gateway.aot");

    assertEquals(0, make(cache, gateway(java, List.of())), errors::toString);

    assertEquals(List.of(cache), left());
    String loaded =
        version(gateway(java, List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on", LOADED)));
    // Printing a version does not need these: they are there because calls were made in training.
    for (String name :
        List.of(
            "core.exchange.Exchange",
            "core.dialect.anthropic.ClaudeStreamReader",
            "core.dialect.gemini.GeminiAnswerReader",
            "server.upstream.UpstreamPool")) {
      assertTrue(
          loaded.contains("dev.isthmus." + name + " source: shared objects file"),
          name + " is not in the cache");
    }
  }

  @Test
  void aGatewayThatDoesNotStartLeavesTheOldCacheAlone() throws Exception {
    Path cache = Files.writeString(folder.resolve("gateway.aot"), "old");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    assertEquals(1, make(cache, gateway(java, List.of("-XX:+NoSuchFlag"))));

    assertTrue(errors.toString().contains("Unrecognized VM option"), errors::toString);
    assertEquals(List.of(cache), left());
    assertEquals("old", Files.readString(cache));
  }

  private int make(Path cache, List<String> gateway) {
    List<String> arguments = new ArrayList<>(List.of("--seconds", "2", "--out", cache.toString()));
    arguments.add("--");
    arguments.addAll(gateway);
    return new CommandLine(new ArchiveVerb())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(errors))
        .execute(arguments.toArray(String[]::new));
  }

  private static Path newestJava() throws IOException {
    Map.Entry<Integer, Path> newest = Collections.max(Jdks.found().entrySet(), comparingByKey());
    assumeTrue(
        newest.getKey() >= AOT_SINCE, "no JDK from 25 on is here: older ones make no AOT cache");
    return newest.getValue().resolve("bin/java");
  }

  /** The packaged one: the JVM makes no cache of folders of classes. */
  private static List<String> gateway(Path java, List<String> more) {
    String lib = System.getProperty("isthmus.lib", "");
    assumeTrue(Files.isDirectory(Path.of(lib)) && !lib.isEmpty(), "nothing is packaged");
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(more);
    command.addAll(GatewayProcess.COLLECTOR);
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", Path.of(lib, "*").toString(), GatewayProcess.MAIN));
    return command;
  }

  private static String version(List<String> command) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.add("version");
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.collect(Collectors.toList());
    }
  }
}
