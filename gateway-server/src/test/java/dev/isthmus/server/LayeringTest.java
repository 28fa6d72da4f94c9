package dev.isthmus.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.isthmus.server.Layers.Row;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of who may use whom: docs/architecture.md, section 2, as one map. */
final class LayeringTest {

  private static final Map<String, Row> TABLE =
      Map.ofEntries(
          row("core.call", ours(), libraries()),
          row("core.bytes", ours(), libraries("netty-buffer")),
          row("core.signal", ours(), libraries()),
          row("core.account", ours(), libraries()),
          row("core.observe", ours(), libraries("simpleclient")),
          row(
              "core.dialect",
              ours("core.bytes", "core.dialect.turn"),
              libraries("netty-buffer", "jackson-core")),
          row("core.resilience", ours("core.signal", "core.observe"), libraries("resilience4j")),
          row(
              "core.govern",
              ours("core.bytes", "core.account", "core.observe"),
              libraries("caffeine")),
          row(
              "core.provider",
              ours("core.bytes", "core.dialect"),
              libraries("netty-buffer", "jackson-core")),
          row(
              "core.route",
              ours("core.signal", "core.account", "core.resilience", "core.provider"),
              libraries()),
          row("core.exchange", ours("core"), libraries("netty-buffer")),
          row(
              "server.http",
              ours("core.exchange", "core.bytes", "core.dialect", "core.observe"),
              libraries("netty")),
          row(
              "server.upstream",
              ours("core.exchange", "core.bytes", "core.provider", "core.observe"),
              libraries("netty")),
          row(
              "server.grpc",
              ours("core.exchange", "core.dialect", "core.provider", "core.observe"),
              libraries("grpc", "netty")),
          row(
              "server.admin",
              ours(
                  "core.observe",
                  "core.route",
                  "core.signal",
                  "core.account",
                  "core.resilience",
                  "core.govern"),
              libraries("netty", "jackson")),
          row(
              "server.credential",
              ours("core.provider", "core.signal", "core.observe"),
              libraries("google-auth", "msal4j", "aws-auth", "netty-buffer")),
          row(
              "server.probe",
              ours("core.signal", "core.provider", "core.observe"),
              libraries("netty")),
          row("server.journal", ours("core.observe", "core.account"), libraries("jackson-core")),
          row(
              "server.shared",
              ours("core.govern", "core.account", "core.signal", "core.observe"),
              libraries("lettuce", "jdbc")),
          row(
              "server.config",
              ours("Config", "core.observe", "core.provider"),
              libraries("jackson-yaml")),
          row("server.boot", ours("*"), libraries("picocli", "netty")));

  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("netty-buffer", List.of("io.netty.buffer", "io.netty.util")),
          Map.entry("netty", List.of("io.netty")),
          Map.entry("grpc", List.of("io.grpc", "com.google.protobuf")),
          Map.entry("jackson-core", List.of("com.fasterxml.jackson.core")),
          Map.entry("jackson", List.of("com.fasterxml.jackson")),
          Map.entry("jackson-yaml", List.of("com.fasterxml.jackson", "org.yaml.snakeyaml")),
          Map.entry("resilience4j", List.of("io.github.resilience4j")),
          Map.entry("caffeine", List.of("com.github.benmanes.caffeine")),
          Map.entry("simpleclient", List.of("io.prometheus.client")),
          Map.entry("picocli", List.of("picocli")),
          Map.entry("google-auth", List.of("com.google.auth", "com.google.api.client")),
          Map.entry("msal4j", List.of("com.microsoft.aad.msal4j")),
          Map.entry("aws-auth", List.of("software.amazon.awssdk")),
          Map.entry("lettuce", List.of("io.lettuce")),
          Map.entry("jdbc", List.of("com.zaxxer.hikari", "org.postgresql")));

  /** Types that nothing of ours may use, and what to use instead. */
  private static final Map<String, String> FORBIDDEN_TYPES =
      Map.of(
          "java.io.ObjectInputStream", "it runs what the sender chose",
          "javax.net.ssl.X509TrustManager", "trust comes from the JDK's or the configured store",
          "io.netty.handler.codec.http.HttpContentDecompressor", "decode with a cap",
          "io.netty.handler.codec.http.cors.CorsHandler", "no browser calls the gateway");

  /** Further types that the engine may not use. */
  private static final Map<String, String> FORBIDDEN_IN_CORE =
      Map.of(
          "java.util.concurrent.CompletableFuture", "a call stays on its loop",
          "java.util.concurrent.ThreadLocalRandom", "take a RandomGenerator by constructor",
          "java.net.Socket", "sockets are the edges' business",
          "java.nio.file.Files", "files are read in server.config, written in server.journal",
          "java.io.File", "files are read in server.config, written in server.journal");

  private static final Map<String, String> FORBIDDEN_MEMBERS =
      Map.of(
          "java.lang.Thread.sleep", "time comes from Scheduler",
          "java.lang.System.out", "only boot talks to the terminal",
          "java.lang.System.err", "only boot talks to the terminal");

  private static final Map<String, String> FORBIDDEN_MEMBERS_IN_CORE =
      Map.of(
          "java.lang.System.nanoTime", "take a Ticker by constructor",
          "java.lang.System.currentTimeMillis", "take the time as an argument",
          "java.lang.Math.random", "take a RandomGenerator by constructor");

  private static JavaClasses production = new ClassFileImporter().importClasses(List.of());

  @BeforeAll
  static void importProductionClasses() {
    production =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .withImportOption(location -> !location.contains(ownRoot()))
            .importPackages("dev.isthmus");
    assumeFalse(production.isEmpty(), "tests and production share one folder here");
  }

  @Test
  void everyPackageUsesOnlyWhatItsRowNames() {
    assertEquals(List.of(), new Layers("dev.isthmus", TABLE, LIBRARIES).violations(checked()));
  }

  @Test
  void aMissingEntryIsReported() {
    var poorer = new HashMap<>(TABLE);
    poorer.put("core.dialect", new Row(Set.of(), Set.of()));
    poorer.remove("core.exchange");

    List<String> found = new Layers("dev.isthmus", poorer, LIBRARIES).violations(checked());

    assertTrue(found.stream().anyMatch(line -> line.contains("io.netty.buffer")), found::toString);
    assertTrue(found.stream().anyMatch(line -> line.contains("no row")), found::toString);
  }

  @Test
  void theEngineKnowsNothingOfTheServer() {
    for (JavaClass type : production) {
      if (type.getPackageName().startsWith("dev.isthmus.core")) {
        type.getDirectDependenciesFromSelf()
            .forEach(
                dependency ->
                    assertFalse(
                        dependency.getTargetClass().getName().startsWith("dev.isthmus.server"),
                        dependency::getDescription));
      }
    }
  }

  @Test
  void nothingUsesWhatIsForbidden() {
    assertEquals(List.of(), forbidden(production));
  }

  @Test
  void aPlantedUseOfForbiddenThingsIsReported() {
    List<String> found = forbidden(new ClassFileImporter().importClasses(Planted.class));

    assertTrue(
        found.stream().anyMatch(line -> line.contains("ObjectInputStream")), found::toString);
    assertTrue(found.stream().anyMatch(line -> line.contains("System.out")), found::toString);
  }

  /** The packages of the table; {@code dev.isthmus.core} and {@code .server} hold no class. */
  private static JavaClasses checked() {
    return production.that(
        describe("of the table", type -> !type.getSimpleName().equals("package-info")));
  }

  private static List<String> forbidden(JavaClasses classes) {
    var found = new ArrayList<String>();
    for (JavaClass type : classes) {
      boolean core = type.getPackageName().startsWith("dev.isthmus.core");
      type.getDirectDependenciesFromSelf()
          .forEach(
              dependency -> {
                String name = dependency.getTargetClass().getName();
                report(found, type, name, FORBIDDEN_TYPES.get(name));
                report(found, type, name, core ? FORBIDDEN_IN_CORE.get(name) : null);
              });
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        String name = memberName(access.getTarget());
        boolean boot = type.getPackageName().startsWith("dev.isthmus.server.boot");
        boolean spoken = boot && name.startsWith("java.lang.System.");
        report(found, type, name, spoken ? null : FORBIDDEN_MEMBERS.get(name));
        report(found, type, name, core ? FORBIDDEN_MEMBERS_IN_CORE.get(name) : null);
      }
    }
    return found;
  }

  private static String memberName(AccessTarget target) {
    return target.getOwner().getName() + "." + target.getName();
  }

  private static void report(
      List<String> found, JavaClass type, String name, @Nullable String why) {
    if (why != null) {
      found.add(type.getName() + " uses " + name + " (" + why + ")");
    }
  }

  private static String ownRoot() {
    return LayeringTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static Map.Entry<String, Row> row(String name, Set<String> ours, Set<String> libraries) {
    return Map.entry(name, new Row(ours, libraries));
  }

  private static Set<String> ours(String... names) {
    return Set.of(names);
  }

  private static Set<String> libraries(String... names) {
    return Set.of(names);
  }

  /** Breaks two rules, so that the test of the rules has something to find. */
  static final class Planted {
    private Planted() {}

    static @Nullable Object read(ObjectInputStream in) throws IOException, ClassNotFoundException {
      System.out.println();
      return in.readObject();
    }
  }
}
