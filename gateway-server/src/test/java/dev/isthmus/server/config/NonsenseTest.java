package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are well written and make no sense. */
final class NonsenseTest {

  @TempDir Path folder = Path.of("");
  private Bench bench;

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "127.0.0.1:8080" | "127.0.0.1:65536" | listeners[0].address | expected
          "127.0.0.1:8080" | "127.0.0.1" | listeners[0].address | host:port
          "127.0.0.1:8080" | "::1:8080" | listeners[0].address | [address]:port
          "127.0.0.1:8080" | "127.0.0.1:9090" | admin.address | taken
          "file:cert.pem" | "file:sa.json" | listeners[1].tls.certificate | PEM
          "file:key.pem" | "file:cert.pem" | listeners[1].tls.key | PKCS #8
          "file:key.pem" | "file:other-key.pem" | listeners[1].tls.key | not the certificate's
          address: 127.0.0.1:9090 | address: 0.0.0.0:9090 | admin.address | unsafe_public
          address: 127.0.0.1:9090 | address: "[::]:9090" | admin.address | unsafe_public
          address: 127.0.0.1:9090 | address: 10.1.2.3:9090 | admin.address | unsafe_public
          body: 8MiB | body: 256MiB | limits.held_bodies | at least body
          body: 8MiB | body: 8MB | limits.body | 32MiB
          connections: 2000 | connections: 0 | limits.connections | from 1
          replicas: 2 | replicas: 0 | limits.replicas | from 1
          event_loops: 2 | event_loops: 9999 | limits.event_loops | to 256
          type: openai | type: opneai | providers.openai-us.type | did you mean 'openai'
          type: openai | type: azure | providers.openai-us.endpoint | missing
          type: openai | type: vertex | providers.openai-us.project | required for vertex
          type: openai | type: gemini | providers.openai-us.credential | does not fit
          type: compatible | type: openai | providers.gpu-1.credential | does not fit
          type: vertex | type: azure | providers.vertex-eu.project | only for vertex
          https://east.openai.azure.com/ | https://east.openai.azure.com/openai/v1 | providers.azure-east.endpoint | before /openai
          https://east.openai.azure.com/ | http://east.openai.azure.com/ | providers.azure-east.endpoint | clear text
          "2024-10-21" | "2024" | providers.azure-east.api_version | 2024-10-21
          credential: none | credential: free | providers.gpu-1.credential | none
          credential: {metadata: true} | credential: {metadata: false} | providers.gemini-eu.credential.metadata | not true
          credential: {metadata: true} | credential: {} | providers.gemini-eu.credential | exactly one
          credential: {metadata: true} | credential: {metadata: true, token: x} | providers.gemini-eu.credential | exactly one
          "file:sa.json" | "file:token.txt" | providers.vertex-eu.credential.service_account | from Google
          authority: https://login.example.test | authority: http://login.example.test | providers.azure-sweden.credential.entra.authority | clear text
          provider: gpu-1, | provider: gpu-2, | models.gpt-oss-120b.deployments[3].provider | did you mean 'gpu-1'
          name: gpu-oss | name: ptu-east | models.gpt-oss-120b.deployments[3].name | taken already
          name: flash-eu | name: ptu-east | models.gemini-2.5-flash.deployments[0].name | taken already
          tier: provisioned | tier: reserved | models.gpt-oss-120b.deployments[0].tier | one of
          priority: 0 | priority: 10 | models.gpt-oss-120b.deployments[0].priority | to 9
          price: free | price: gratis | models.gpt-oss-120b.deployments[0].price | or free
          input: 0.15 | input: -0.15 | models.gpt-oss-120b.deployments[1].price.input | >= 0
          above: 200000 | above: 0 | models.gpt-oss-120b.deployments[1].price.long_context.above | from 1
          above: 200000, | | models.gpt-oss-120b.deployments[1].price.long_context.above | is missing
          {input: 0.09, output: 0.36} | {input: 0, output: 0} | models.gpt-oss-120b.deployments[2].price.input | price: free
          concurrent: 64 | concurrent: 0 | models.gpt-oss-120b.deployments[0].limits.concurrent | from 1
          max_output: 16384 | max_output: 200000 | models.gpt-oss-120b.deployments[0].max_output | context_window
          [chat, tools] | [chat, tool] | models.gpt-oss-120b.deployments[0].capabilities[1] | did you mean 'tools'
          [chat, tools] | [chat, chat] | models.gpt-oss-120b.deployments[0].capabilities[1] | already
          first_token: 300ms | first_token: 0ms | models.gpt-oss-120b.deployments[0].expect.first_token | above zero
          tokens_per_second: 120 | tokens_per_second: 0 | models.gpt-oss-120b.deployments[0].expect.tokens_per_second | > 0
          objective: cheapest | objective: cheap | routes.gpt-4.1-mini.objective | unknown objective
          objective: cheapest | objective: latancy | routes.gpt-4.1-mini.objective | did you mean 'latency'
          failure: 0.0016 | failure: 0 | routes.gpt-oss-120b.objective.failure | > 0
          failure: 0.0016 | failure: -1 | routes.gpt-oss-120b.objective.failure | > 0
          substitutes: [gemini-2.5-flash] | substitutes: [gemini-2.5-flsh] | routes.gpt-oss-120b.substitutes[0] | did you mean
          substitutes: [gemini-2.5-flash] | substitutes: [gpt-oss-120b] | routes.gpt-oss-120b.substitutes | itself
          regions: [swedencentral | regions: [swedencentrl | routes.gpt-oss-120b.only.regions[0] | did you mean
          data_zones: [eu] | data_zones: [mars] | routes.gpt-oss-120b.only.data_zones[0] | unknown data zone
          providers: [azure-sweden | providers: [aws | routes.gpt-oss-120b.only.providers[0] | unknown provider
          connect: 500ms | connect: 10m | routes.gpt-oss-120b.deadlines.connect | at most total
          first_content: 60s | first_content: 6m | routes.gpt-oss-120b.deadlines.first_content | at most total
          idle: 30s | idle: 301s | routes.gpt-oss-120b.deadlines.idle | at most total
          total: 5m | total: 0s | routes.gpt-oss-120b.deadlines.total | above zero
          total: 5m | total: 48h | routes.gpt-oss-120b.deadlines.total | 24h at most
          total: 5m | total: 5 | routes.gpt-oss-120b.deadlines.total | a duration
          wait: 750ms | wait: soon | routes.gpt-oss-120b.deadlines.wait | a duration
          wait: 750ms | wait: 48h | routes.gpt-oss-120b.deadlines.wait | 24h at most
          after: p90 | after: p100 | routes.gpt-4.1-mini.hedge.after | p50 to p99
          after: p90 | after: 1 | routes.gpt-4.1-mini.hedge.after | p50 to p99
          after: p90 | after: 0.3 | routes.gpt-4.1-mini.hedge.after | p50 to p99
          least: 450ms | least: never | routes.gpt-4.1-mini.hedge.least | a duration
          calls: 0.05 | calls: 0.21 | routes.gpt-4.1-mini.hedge.calls | at most 0.2
          spend: 0.03 | spend: 1% | routes.gpt-4.1-mini.hedge.spend | a number
          objective: cheapest | retry_unanswered: false | routes.gpt-4.1-mini.hedge | retry_unanswered
          models: [gpt-oss-120b, | models: [gpt-oss-12b, | callers[0].models[0] | did you mean
          models: [gpt-oss-120b, | models: ["*", | callers[0].models | beside names
          models: ["*"] | models: [] | callers[1].models | empty list
          expose: full | expose: all | callers[0].expose | full, id, none
          class: batch | class: bulk | callers[0].class | one of
          name: all | name: demo | callers[1].name | taken already
          key_sha256: 9f86d081 | key_sha256: 9f86 | callers[1].key_sha256 | 64 hex digits
          key: "${DEMO_KEY}" | expose: id | callers[0].key | key or key_sha256
          key: "${DEMO_KEY}" | key: "two words" | callers[0].key | no header may hold
          """)
  void isRefused(String from, String to, String path, String phrase) throws Exception {
    String good = Bench.good();
    assertTrue(good.contains(from), "the good file has no " + from);

    List<ConfigProblem> errors = bench.errors(replaceFirst(good, from, to));

    assertTrue(
        errors.stream().anyMatch(one -> one.path().equals(path) && one.message().contains(phrase)),
        () -> String.join("\n", Bench.described(errors)));
  }

  @Test
  void twoCallersMayNotShareAKey() throws Exception {
    String file = Bench.good() + "  - {name: other, key: \"${DEMO_KEY}\"}\n";

    List<ConfigProblem> errors = bench.errors(file);

    assertEquals(List.of("callers[2].key"), errors.stream().map(ConfigProblem::path).toList());
    assertTrue(errors.get(0).message().contains("taken already"));
  }

  @Test
  void aRouteMayNotHaveMoreCandidatesThanADecisionHolds() throws Exception {
    var more = new StringBuilder();
    for (int i = 0; i < 63; i++) {
      more.append("      - {name: d%d, provider: gpu-1, model: m, price: free}\n".formatted(i));
    }
    String file =
        Bench.good()
            .replace(
                "  gpt-4.1-mini:\n    deployments:\n",
                "  gpt-4.1-mini:\n    deployments:\n" + more);

    assertTrue(
        bench.errors(file).stream().anyMatch(one -> one.message().startsWith("65 deployments")));
  }

  @Test
  void oddThingsAreWarningsAndTheFileLoads() throws Exception {
    String file =
        Bench.good()
            .replace("\"127.0.0.1:8080\"", "\"0.0.0.0:8080\"")
            .replace("\"${DEMO_KEY}\"", "short")
            .replace(
                "{name: mini-openai, provider: openai-us,", "{name: mini-openai, provider: gpu-1,")
            .replace("providers: [azure-sweden, vertex-eu]", "providers: [openai-us]");

    List<String> paths = bench.problems(file).stream().map(ConfigProblem::path).toList();

    assertEquals(
        List.of(
            "listeners[0].address",
            "models.gpt-4.1-mini.deployments[0].price",
            "routes.gpt-oss-120b.only",
            "callers[0].key",
            "callers[0].key"),
        paths);
    assertEquals(List.of(), bench.errors(file));
  }

  @Test
  void adminBeyondLoopbackIsAllowedInSoManyWords() throws Exception {
    String file =
        Bench.good()
            .replace("address: 127.0.0.1:9090", "address: 0.0.0.0:9090")
            .replace("unsafe_public: false", "unsafe_public: true");

    assertTrue(bench.loaded(file).admin().unsafePublic());
  }

  @Test
  void aMissingRequiredKeyIsNamed() throws Exception {
    assertEquals(
        List.of("callers", "listeners", "models", "providers"),
        bench.errors("{}").stream().map(ConfigProblem::path).toList());
    assertEquals(
        List.of("providers.azure-east.type"),
        bench.errors(replaceFirst(Bench.good(), "    type: azure\n", "")).stream()
            .map(ConfigProblem::path)
            .toList());
  }

  private static String replaceFirst(String text, String from, String to) {
    int at = text.indexOf(from);
    return text.substring(0, at) + to + text.substring(at + from.length());
  }
}
