package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.server.config.DeploymentConfig.ProbeConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code probe} amounts to, and how its mistakes are told. */
final class ProbeSectionTest {
  @TempDir Path folder = Path.of("");
  private Bench bench;

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
  }

  @Test
  void nobodyIsAskedUnlessItSaysSo() throws Exception {
    assertNull(bench.loaded(file("")).models().get(0).deployments().get(0).probe());
  }

  @Test
  void anEmptySectionIsEnough() throws Exception {
    assertEquals(
        new ProbeConfig(URI.create("http://10.0.0.7:8000/metrics"), Duration.ofSeconds(1), 5, 0.8),
        bench.loaded(file("probe: {}")).models().get(0).deployments().get(0).probe());
  }

  @Test
  void allOfItMayBeSaid() throws Exception {
    String all =
        "probe: {metrics: \"http://10.0.0.7:8002/metrics\", every: 250ms, full_queue: 100,"
            + " full_kv: 1}";
    GatewayConfig config = bench.loaded(file(all));
    assertEquals(
        new ProbeConfig(URI.create("http://10.0.0.7:8002/metrics"), Duration.ofMillis(250), 100, 1),
        config.models().get(0).deployments().get(0).probe());
    String plan = ConfigPrinter.print(config);
    assertTrue(
        plan.contains(
            "asks its engine at http://10.0.0.7:8002/metrics every 250ms; full from 100 waiting or"
                + " 1 of its cache"),
        plan);
  }

  @Test
  void mistakesAreToldWithLineAndField() throws Exception {
    assertWrong("probe:", "probe", "is empty");
    assertWrong("probe: /metrics", "probe", "is not a section");
    assertWrong("probe: {metrics: metrics}", "probe.metrics", "a path such as /metrics, or a URL");
    assertWrong("probe: {metrics: \"/a?b\"}", "probe.metrics", "a path such as /metrics, or a URL");
    assertWrong("probe: {metrics: \"ftp://x/m\"}", "probe.metrics", "neither https nor http");
    assertWrong(
        "probe: {metrics: \"http://169.254.169.254/m\"}",
        "probe.metrics",
        "its host is link-local");
    assertWrong("probe: {every: 10ms}", "probe.every", "10ms (expected: 100ms to 1m)");
    assertWrong("probe: {every: 2m}", "probe.every", "2m (expected: 100ms to 1m)");
    assertWrong("probe: {full_queue: 0}", "probe.full_queue", "a whole number from 1");
    assertWrong("probe: {full_kv: 1.5}", "probe.full_kv", "1.5 (expected: above 0, 1 at most)");
    assertWrong("probe: {full_kw: 1}", "probe.full_kw", "unknown key");
  }

  private void assertWrong(String probe, String field, String says) throws Exception {
    List<ConfigProblem> errors = bench.errors(file(probe));
    assertEquals(1, errors.size(), () -> probe + ": " + Bench.described(errors));
    ConfigProblem only = errors.get(0);
    assertEquals("models.m.deployments[0]." + field, only.path());
    assertEquals(12, only.line());
    assertTrue(only.message().contains(says), only.message());
  }

  private static String file(String probe) {
    return """
    listeners: [{address: "127.0.0.1:0"}]
    providers:
      gpu: {type: compatible, endpoint: "http://10.0.0.7:8000/v1", allow_private: true, credential: none}
    models:
      m:
        deployments:
          - name: own-gpu
            provider: gpu
            model: llama
            price: free
            expect: {}
            %s
    callers: [{name: c, key_sha256: "%s"}]
    """
        .formatted(probe, "0".repeat(64));
  }
}
