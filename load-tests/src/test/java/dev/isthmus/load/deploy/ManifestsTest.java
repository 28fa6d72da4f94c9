package dev.isthmus.load.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kubernetes manifests: their types, and the policies that they promise to keep. */
final class ManifestsTest {
  private static final long MIB = 1 << 20;

  /** Metaspace, code, stacks, and what native libraries take. */
  private static final long JVM_ITSELF = 256 * MIB;

  @Test
  void everyFileOfTheBaseIsOfItsType() throws IOException {
    List<Path> files = Manifests.baseFiles();

    assertFalse(files.isEmpty());
    for (Path file : files) {
      Manifests.read(Files.readString(file));
    }
  }

  @Test
  void aMisspelledFieldIsAnError() {
    String text =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: x}
        spec: {template: {spec: {containers: [{name: a, readinesProbe: {}}]}}}
        """;

    IOException error = assertThrows(IOException.class, () -> Manifests.read(text));

    assertTrue(String.valueOf(error.getMessage()).contains("readinesProbe"), error.toString());
  }

  private static Manifests build(String folder) throws Exception {
    Repository.needs(Manifests.canBuild(), "neither kustomize nor kubectl is on the path");
    return Manifests.built(folder);
  }

  private static PodSpec pod(Manifests manifests) {
    return manifests.one(Deployment.class).getSpec().getTemplate().getSpec();
  }

  private static Container gateway(Manifests manifests) {
    return pod(manifests).getContainers().stream()
        .filter(container -> container.getName().equals("gateway"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  @Case(
      id = "D7",
      did = "reads the manifests of each overlay for users, privileges and writable files")
  void nobodyIsRootAndNothingIsWritable(String folder) throws Exception {
    PodSpec pod = pod(build(folder));

    assertTrue(pod.getSecurityContext().getRunAsNonRoot());
    assertTrue(pod.getSecurityContext().getRunAsUser() > 0);
    assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
    assertFalse(pod.getAutomountServiceAccountToken());
    for (Container container : pod.getContainers()) {
      assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem(), container.getName());
      assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
      assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
      assertTrue(container.getSecurityContext().getCapabilities().getAdd().isEmpty());
    }
    assertTrue(
        pod.getVolumes().stream()
            .allMatch(v -> v.getProjected() != null && v.getHostPath() == null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  @Case(id = "D7", did = "reads the manifests for tokens of service accounts")
  void noTokenOfKubernetesIsInThePod(String folder) throws Exception {
    Manifests manifests = build(folder);

    for (ServiceAccount account : manifests.all(ServiceAccount.class)) {
      assertFalse(account.getAutomountServiceAccountToken(), account.getMetadata().getName());
    }
    pod(manifests).getVolumes().stream()
        .flatMap(volume -> volume.getProjected().getSources().stream())
        .forEach(source -> assertEquals(null, source.getServiceAccountToken()));
  }

  /** Grace is longer than waiting and draining, and draining longer than the longest call. */
  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  @Case(id = "D7", did = "compares delay, drain, deadlines and grace period")
  void noCallIsCutByARollOut(String folder) throws Exception {
    Manifests manifests = build(folder);
    ShippedConfig config = ShippedConfig.of(manifests);
    long grace = pod(manifests).getTerminationGracePeriodSeconds();
    long sleep = gateway(manifests).getLifecycle().getPreStop().getSleep().getSeconds();

    assertTrue(sleep >= 5, "preStop: " + sleep);
    assertTrue(config.drain().compareTo(config.longestCall()) > 0, config.drain().toString());
    assertTrue(grace > sleep + config.untilEnd().toSeconds(), grace + " s, " + config.untilEnd());
    assertTrue(grace < 600, "cluster autoscalers wait for ten minutes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google"})
  @Case(id = "D7", did = "reads the disruption budget")
  void neverFewerThanServe(String folder) throws Exception {
    Manifests manifests = build(folder);
    var update = manifests.one(Deployment.class).getSpec().getStrategy().getRollingUpdate();
    PodDisruptionBudget budget = manifests.one(PodDisruptionBudget.class);
    HorizontalPodAutoscaler scaler = manifests.one(HorizontalPodAutoscaler.class);

    assertEquals(0, update.getMaxUnavailable().getIntVal());
    assertEquals(1, budget.getSpec().getMaxUnavailable().getIntVal());
    assertTrue(scaler.getSpec().getMinReplicas() >= 2);
    assertEquals(null, manifests.one(Deployment.class).getSpec().getReplicas(), "two owners");
    assertEquals("isthmus", scaler.getSpec().getScaleTargetRef().getName());
  }

  /** Every selector finds the pods, and every port by name is one of the container's. */
  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  void selectorsAndPortsMeet(String folder) throws Exception {
    Manifests manifests = build(folder);
    Map<String, String> labels =
        manifests.one(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
    Set<String> ports =
        gateway(manifests).getPorts().stream().map(p -> p.getName()).collect(Collectors.toSet());

    for (Service service : manifests.all(Service.class)) {
      assertTrue(labels.entrySet().containsAll(service.getSpec().getSelector().entrySet()));
      service
          .getSpec()
          .getPorts()
          .forEach(port -> assertTrue(ports.contains(port.getTargetPort().getStrVal())));
    }
    NetworkPolicy policy = manifests.one(NetworkPolicy.class);
    assertTrue(
        labels
            .entrySet()
            .containsAll(policy.getSpec().getPodSelector().getMatchLabels().entrySet()));
    assertEquals(Set.of("Ingress", "Egress"), Set.copyOf(policy.getSpec().getPolicyTypes()));
    for (var rule : policy.getSpec().getIngress()) {
      for (NetworkPolicyPort port : rule.getPorts()) {
        assertTrue(ports.contains(port.getPort().getStrVal()));
        assertFalse(rule.getFrom().isEmpty(), "open to everybody: " + port.getPort());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google"})
  void nothingGoesOutButCallsSignInAndNames(String folder) throws Exception {
    NetworkPolicy policy = build(folder).one(NetworkPolicy.class);

    for (var rule : policy.getSpec().getEgress()) {
      assertFalse(rule.getTo().isEmpty(), "to everywhere");
      Set<Integer> ports =
          rule.getPorts().stream().map(p -> p.getPort().getIntVal()).collect(Collectors.toSet());
      boolean metadataServer =
          rule.getTo().stream().allMatch(to -> to.getIpBlock() != null)
              && rule.getTo().stream().allMatch(to -> to.getIpBlock().getCidr().endsWith("/32"));
      assertTrue(
          metadataServer || Set.of(443).equals(ports) || Set.of(53).equals(ports), "" + ports);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  void probesAskTheAdminPort(String folder) throws Exception {
    Container gateway = gateway(build(folder));

    assertEquals("/healthz", gateway.getLivenessProbe().getHttpGet().getPath());
    assertEquals("/readyz", gateway.getReadinessProbe().getHttpGet().getPath());
    assertEquals("/readyz", gateway.getStartupProbe().getHttpGet().getPath());
    for (var probe :
        List.of(
            gateway.getLivenessProbe(), gateway.getReadinessProbe(), gateway.getStartupProbe())) {
      assertEquals("admin", probe.getHttpGet().getPort().getStrVal());
    }
  }

  /** Heap, as much direct memory, and the JVM itself fit into the container. */
  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  void theJvmFitsItsMemory(String folder) throws Exception {
    Map<String, Quantity> limits = gateway(build(folder)).getResources().getLimits();
    String flags = Repository.text("isthmus");
    int at = flags.lastIndexOf("-Xmx") + "-Xmx".length();
    long heap = Long.parseLong(flags.substring(at, flags.indexOf('m', at))) * MIB;

    long memory = Quantity.getAmountInBytes(limits.get("memory")).longValueExact();

    assertTrue(memory >= 2 * heap + JVM_ITSELF, memory + " bytes for a heap of " + heap);
    assertFalse(limits.containsKey("cpu"), "a processor limit stops event loops in mid-turn");
  }

  /** Each file that the configuration names is mounted, and the gateway takes the whole of it. */
  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  void theConfigurationLoadsFromWhatIsMounted(String folder) throws Exception {
    ShippedConfig config = ShippedConfig.of(build(folder));

    assertFalse(config.gateway().models().isEmpty());
    assertTrue(config.gateway().admin().unsafePublic(), "probes come from outside of the pod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/azure", "overlays/google", "overlays/dev"})
  void allIsInOneNamespace(String folder) throws Exception {
    Map<String, String> namespaces = new HashMap<>();
    for (HasMetadata object : build(folder).objects()) {
      if (!object.getKind().equals("Namespace")) {
        namespaces.put(object.getKind(), object.getMetadata().getNamespace());
      }
    }

    assertEquals(Set.of("isthmus"), Set.copyOf(namespaces.values()), "" + namespaces);
  }
}
