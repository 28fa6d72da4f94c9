package dev.isthmus.load.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.fleet.Condition;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.fleet.Terms;
import dev.isthmus.load.simulation.scenario.Incident;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.scenario.ShortScenarios;
import dev.isthmus.load.simulation.workload.Workload;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.DeploymentConfig;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.LoadResult;
import dev.isthmus.server.config.ModelConfig;
import dev.isthmus.server.config.PriceConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BlueprintTest {
  private final Path folder;

  BlueprintTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static List<Scenario> scenarios() {
    return ShortScenarios.all();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theGatewayIsToldWhatTheSimulationKnowsOfEachDeployment(Scenario scenario) throws Exception {
    List<DeploymentConfig> told = model(config(scenario, factors(scenario))).deployments();

    assertEquals(scenario.fleet().size(), told.size());
    for (int i = 0; i < told.size(); i++) {
      Spec spec = scenario.fleet().get(i);
      DeploymentConfig one = told.get(i);
      assertEquals(Blueprint.name(spec), one.name());
      assertEquals(spec.tariff().input(), price(one).input(), spec.name());
      assertEquals(spec.tariff().output(), price(one).output(), spec.name());
      assertEquals(spec.terms().perMinute(), orNone(one.limits().tokensPerMinute()));
      assertEquals(spec.terms().requestsPerMinute(), orNone(one.limits().requestsPerMinute()));
      assertEquals(spec.places(), orNone(one.limits().concurrent()));
      boolean bedrock = spec.terms().kind() == Terms.Kind.BEDROCK;
      assertEquals(
          bedrock ? Backend.LONGEST_OUTPUT : -1, orNone(one.abilities().maxOutput()), spec.name());
      assertEquals(spec.provisioned(), one.standing().tier() == DeploymentConfig.Tier.PROVISIONED);
    }
  }

  @Test
  void aPriceThatChangedIsInTheNextConfiguration() throws Exception {
    Scenario scenario = scenarios().get(0);
    double[] factors = factors(scenario);
    factors[8] = 3;

    List<DeploymentConfig> told = model(config(scenario, factors)).deployments();

    assertEquals(3 * scenario.fleet().get(8).tariff().output(), price(told.get(8)).output());
    assertEquals(scenario.fleet().get(9).tariff().output(), price(told.get(9)).output());
  }

  private static PriceConfig price(DeploymentConfig one) {
    return Objects.requireNonNull(one.price());
  }

  private static long orNone(@Nullable Number limit) {
    return limit == null ? -1 : limit.longValue();
  }

  private static double[] factors(Scenario scenario) {
    double[] factors = new double[scenario.fleet().size()];
    Arrays.fill(factors, 1);
    return factors;
  }

  private GatewayConfig config(Scenario scenario, double[] factors) throws Exception {
    URI door = URI.create("http://127.0.0.1:4711");
    String text = new Blueprint(scenario).config(name -> door, folder.toString(), factors);
    Path file = Files.writeString(folder.resolve("gateway.yaml"), text);
    Map<String, String> secrets =
        Map.of(
            "CLOUD_KEY", "made-up-cloud-key-0123456789",
            "CALLER_KEY", "made-up-caller-key-0123456789",
            "ADMIN_TOKEN", "made-up-admin-token-0123456789");
    LoadResult result = new ConfigLoader(secrets).load(file);
    return assertInstanceOf(LoadResult.Loaded.class, result, result::toString).config();
  }

  private static ModelConfig model(GatewayConfig config) {
    return config.models().stream()
        .filter(one -> one.name().equals(Workload.MODEL))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allOfAProviderInOneRegionIsAtOneCloud() {
    Blueprint blueprint = new Blueprint(scenarios().get(0));
    Spec provisioned = scenarios().get(0).fleet().get(0);

    assertEquals(9, blueprint.cloudArguments(1).size());
    assertTrue(blueprint.takesAllOf(provisioned, List.of(0, 2)));
    assertFalse(blueprint.takesAllOf(provisioned, List.of(0)), "azure/north is there, too");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyIncidentCanBeTold(Scenario scenario) {
    for (Incident incident : scenario.incidents()) {
      Condition condition = new Condition();
      incident.does().accept(condition);
      int faults = Blueprint.faults(scenario.fleet().get(0), condition).size();

      boolean other = condition.unreachable == 1 || condition.priceFactor != 1;
      assertTrue(faults > 0 || other, scenario.name());
    }
  }

  @Test
  void whatACloudCannotBeToldIsRefused() {
    Spec spec = scenarios().get(0).fleet().get(0);
    Condition limits = new Condition();
    limits.limitFactor = 0.5;
    Condition half = new Condition();
    half.unreachable = 0.5;
    Condition finishing = new Condition();
    finishing.unreachable = 1; // and what was begun goes on, as no port does it that closes

    assertThrows(IllegalArgumentException.class, () -> Blueprint.faults(spec, limits));
    assertThrows(IllegalArgumentException.class, () -> Blueprint.faults(spec, half));
    assertThrows(IllegalArgumentException.class, () -> Blueprint.faults(spec, finishing));
  }
}
