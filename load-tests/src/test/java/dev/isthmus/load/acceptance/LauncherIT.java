package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isthmus.load.deploy.Repository;
import dev.isthmus.load.measure.Jdks;
import dev.isthmus.load.measure.Program;
import dev.isthmus.load.stand.GatewayProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How {@code ./isthmus} starts a JVM: whose options win, and which archive of classes it takes. It
 * stands in a folder of jars, which it has no reason to build.
 */
final class LauncherIT {
  private static final int AOT_SINCE = 25;
  private static final String DEFAULT = "java.lang.Object source: shared objects file";
  private static final String OURS = GatewayProcess.MAIN + " source: shared objects file";

  private static final String COMPACT = "-XX:+UseCompactObjectHeaders";

  private @TempDir Path folder = Path.of("");

  static Stream<Map.Entry<Integer, Path>> jdks() throws IOException {
    return Jdks.found().entrySet().stream();
  }

  @BeforeEach
  void unpack() throws IOException {
    String lib = System.getProperty("isthmus.lib", "");
    assumeTrue(Files.isDirectory(Path.of(lib)) && !lib.isEmpty(), "nothing is packaged");
    Files.copy(Repository.path("isthmus"), folder.resolve("isthmus"));
    Path jars = Files.createDirectories(target().resolve("lib"));
    try (Stream<Path> all = Files.list(Path.of(lib))) {
      for (Path jar : all.toList()) {
        String name = jar.getFileName().toString();
        Files.copy(jar, (name.startsWith("gateway-server") ? target() : jars).resolve(name));
      }
    }
  }

  private Path target() {
    return folder.resolve("gateway-server/target");
  }

  private Path archive(Map.Entry<Integer, Path> jdk, String kind) {
    return target().resolve("isthmus-" + jdk.getKey() + "." + kind);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatTheOperatorSaysOfTheHeapCounts(Map.Entry<Integer, Path> jdk) throws Exception {
    for (String variable : List.of("JDK_JAVA_OPTIONS", "ISTHMUS_JAVA_OPTIONS")) {
      String said = version(jdk, variable + "=-Xmx300m -XX:+PrintFlagsFinal");

      assertTrue(said.matches("(?s).* MaxHeapSize += 314572800 .*"), said);
      assertTrue(
          said.matches("(?s).* MaxNewSize += " + (GatewayProcess.YOUNG_MIB << 20) + " .*"),
          "the other flags stay: " + said);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theCollectorIsTheOneThatTestsHave(Map.Entry<Integer, Path> jdk) throws Exception {
    List<String> flags = run(jdk, "flags").lines().toList();

    assertTrue(flags.containsAll(GatewayProcess.COLLECTOR), () -> String.join(" ", flags));
  }

  /** Without it every start would read all of the JDK's classes anew. */
  @Test
  void compactHeadersNeedAnArchiveOfTheJdksClasses() throws Exception {
    Path home = folder.resolve("jdk");
    for (String program : List.of("java", "javac")) {
      Path bin = Files.createDirectories(home.resolve("bin"));
      assertTrue(Files.createFile(bin.resolve(program)).toFile().setExecutable(true));
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Map.Entry<Integer, Path> jdk = Map.entry(25, home);

    assertFalse(run(jdk, "flags").contains(COMPACT));

    Path server = Files.createDirectories(home.resolve("lib/server"));
    Files.createFile(server.resolve("classes_coh.jsa"));

    assertTrue(run(jdk, "flags").contains(COMPACT));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void withoutAnArchiveOfItsOwnTheJdksServes(Map.Entry<Integer, Path> jdk) throws Exception {
    assertTakes(jdk, DEFAULT);
  }

  /** What is none at all, was cut off or made by another JDK would leave the JVM without any. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anArchiveOfNoUseCostsNothing(Map.Entry<Integer, Path> jdk) throws Exception {
    List<byte[]> useless = new ArrayList<>(List.of(new byte[0], new byte[5_000]));
    useless.add(Arrays.copyOf(taken(jdk), 1_000));
    for (Map.Entry<Integer, Path> other : Jdks.found().entrySet()) {
      if (!other.getKey().equals(jdk.getKey())) {
        useless.add(taken(other));
      }
    }
    for (byte[] archive : useless) {
      for (String kind : List.of("aot", "jsa")) {
        Files.write(archive(jdk, kind), archive);
      }

      assertTakes(jdk, DEFAULT);
    }
  }

  /** An archive of {@code jdk}'s, which is away now. */
  private byte[] taken(Map.Entry<Integer, Path> jdk) throws Exception {
    make(jdk, "jsa", "-XX:ArchiveClassesAtExit=");
    byte[] archive = Files.readAllBytes(archive(jdk, "jsa"));
    Files.delete(archive(jdk, "jsa"));
    return archive;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anArchiveIsTakenWhereNoAotCacheIsOfUse(Map.Entry<Integer, Path> jdk) throws Exception {
    make(jdk, "jsa", "-XX:ArchiveClassesAtExit=");

    assertTakes(jdk, OURS + " (top)");

    Files.write(archive(jdk, "aot"), new byte[5_000]);

    assertTakes(jdk, OURS + " (top)");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anAotCacheComesFirst(Map.Entry<Integer, Path> jdk) throws Exception {
    assumeTrue(jdk.getKey() >= AOT_SINCE, "older ones make no AOT cache");
    make(jdk, "jsa", "-XX:ArchiveClassesAtExit=");
    make(jdk, "aot", "-XX:AOTCacheOutput=");

    assertTakes(jdk, OURS + "\n");
  }

  /** ZGC has no use for a cache of compressed references. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anAotCacheForAnotherCollectorCostsNothing(Map.Entry<Integer, Path> jdk) throws Exception {
    assumeTrue(jdk.getKey() >= AOT_SINCE, "older ones make no AOT cache");
    make(jdk, "aot", "-XX:AOTCacheOutput=");

    assertTakes(jdk, DEFAULT, "-XX:-UseG1GC", "-XX:+UseZGC");
  }

  /** Makes an archive of what printing the version needs, by the command that serves. */
  private void make(Map.Entry<Integer, Path> jdk, String kind, String flag) throws Exception {
    List<String> command = new ArrayList<>(List.of(jdk.getValue() + "/bin/java"));
    command.addAll(run(jdk, "flags").lines().toList());
    command.add(flag + archive(jdk, kind));
    command.addAll(List.of("-cp", classPath(), GatewayProcess.MAIN, "version"));
    Program.output(command);
    assertTrue(Files.exists(archive(jdk, kind)), "the JVM made none");
  }

  private String classPath() throws IOException {
    try (Stream<Path> files = Files.list(target())) {
      Path jar = files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
      return jar + File.pathSeparator + target().resolve("lib") + "/*";
    }
  }

  private void assertTakes(Map.Entry<Integer, Path> jdk, String line, String... options)
      throws Exception {
    String words = String.join(" ", options);

    String said = version(jdk, "ISTHMUS_JAVA_OPTIONS=-Xlog:class+load " + words);

    assertTrue(said.contains(line), line + "; not of:\n" + said);
  }

  private String version(Map.Entry<Integer, Path> jdk, String variable) throws Exception {
    String said = run(jdk, "version", variable.split("=", 2));
    assertTrue(said.contains("\nisthmus ") || said.startsWith("isthmus "), said);
    return said;
  }

  /** What it says, which must be nothing on standard error. */
  private String run(Map.Entry<Integer, Path> jdk, String verb, String... variable)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("isthmus").toString(), verb)
            .redirectError(folder.resolve("errors").toFile());
    builder.environment().put("ISTHMUS_JAVA_HOME", jdk.getValue().toString());
    if (variable.length == 2) {
      builder.environment().put(variable[0], variable[1]);
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    assertEquals("", Files.readString(folder.resolve("errors")));
    assertEquals(0, status, said);
    return said;
  }
}
