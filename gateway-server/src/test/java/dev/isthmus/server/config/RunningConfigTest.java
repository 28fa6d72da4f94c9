package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.server.config.LoadResult.Loaded;
import dev.isthmus.server.config.LoadResult.Refused;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file may change of a gateway that runs. */
final class RunningConfigTest {
  @TempDir Path folder = Path.of("");
  private Bench bench;
  private String good;
  private GatewayConfig running;

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
    good = Bench.good();
    running = bench.loaded(good);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1:8080 | 127.0.0.1:8081 | listeners[0].address | 3",
        "[::1]:8443     | [::1]:8444     | listeners[1].address | 4",
        "127.0.0.1:9090 | 127.0.0.1:9091 | admin.address        | 7",
        "body: 8MiB     | body: 9MiB     | limits.body          | 14",
        "128MiB         | 129MiB         | limits.held_bodies   | 15",
        "2000           | 2001           | limits.connections   | 16",
        "event_loops: 2 | event_loops: 3 | limits.event_loops   | 17",
        "directory: decisions | directory: x   | decisions.directory | 115",
      })
  void whatOnlyARestartChangesIsRefusedAndNamed(String from, String to, String field, int line)
      throws Exception {
    Refused refused = assertInstanceOf(Refused.class, reload(good.replace(from, to)));
    ConfigProblem problem = onlyError(refused.problems());
    assertEquals(field, problem.path());
    assertEquals(line, problem.line());
    assertTrue(problem.message().contains("restart"), problem::message);
  }

  @Test
  void aListenerCannotComeOrGo() throws Exception {
    String tls = "    tls: {certificate: \"file:cert.pem\", key: \"file:key.pem\"}\n";
    String without = good.replace("  - address: \"[::1]:8443\"\n" + tls, "");
    assertEquals("listeners", error(without).path());
    String one = "  - address: \"127.0.0.1:8080\"\n";
    assertEquals(
        "listeners[2].address",
        error(good.replace(tls, tls + "  - address: \"127.0.0.1:8082\"\n")).path());
    assertEquals("listeners[0].tls", error(good.replace(one, one + tls)).path());
    assertEquals("listeners[1].tls", error(good.replace(tls, "")).path());
  }

  @Test
  void aListenerKeepsItsProtocol() throws Exception {
    String one = "  - address: \"127.0.0.1:8080\"\n";
    ConfigProblem problem = error(good.replace(one, one + "    protocol: grpc\n"));
    assertEquals("listeners[0].protocol", problem.path());
    assertEquals(
        "cannot change while the gateway runs: 'grpc' (expected: 'http', or a restart)",
        problem.message());
  }

  @Test
  void everythingElseMayChange() throws Exception {
    String other = good.replace("drain: 0s", "drain: 9s").replace("replicas: 2", "replicas: 3");
    Loaded loaded =
        assertInstanceOf(Loaded.class, reload(other.replace("role: read", "role: write")));
    assertEquals(3, loaded.config().limits().replicas());
  }

  @Test
  void theSameTextIsTheSameConfiguration() throws Exception {
    Loaded loaded = assertInstanceOf(Loaded.class, reload(good));
    assertEquals(running, loaded.config());
  }

  @Test
  void anotherSecretIsAnotherConfigurationOfTheSameVersion() throws Exception {
    bench.write("token.txt", "another-token\n");
    Loaded loaded = assertInstanceOf(Loaded.class, reload(good));
    assertEquals(running.version(), loaded.config().version());
    assertTrue(!running.equals(loaded.config()));
  }

  @Test
  void theFilesThatWereReadAreNamedGoodOrBad() throws Exception {
    Path token = folder.resolve("token.txt");
    assertTrue(reload(good).files().contains(token));
    assertTrue(reload(good.replace("role: write", "role: king")).files().contains(token));
  }

  @Test
  void whoFindsFaultLaterKnowsTheLine() throws Exception {
    Fields fields = assertInstanceOf(Loaded.class, reload(good)).fields();
    int line = (int) good.substring(0, good.indexOf("azure-sweden:")).lines().count();
    assertEquals(line, fields.error("providers.azure-sweden", "x").line());
    assertEquals(line, fields.error("providers.azure-sweden.nowhere.at_all", "x").line());
    assertEquals(1, fields.error("", "x").line());
  }

  private LoadResult reload(String text) throws Exception {
    return bench.reload(text, running);
  }

  private ConfigProblem error(String text) throws Exception {
    return onlyError(assertInstanceOf(Refused.class, reload(text)).problems());
  }

  private static ConfigProblem onlyError(List<ConfigProblem> problems) {
    List<ConfigProblem> errors =
        problems.stream().filter(one -> one.level() == ConfigProblem.Level.ERROR).toList();
    assertEquals(1, errors.size(), errors::toString);
    return errors.get(0);
  }
}
