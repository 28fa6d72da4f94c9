package dev.isthmus.load.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes objects, read so strictly that a field which their type does not have is an error.
 *
 * <p>Errors: {@link IOException} with the field and where it stands.
 */
final class Manifests {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .annotationIntrospector(new WithoutOtherFields())
          .build();

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.of(
          "v1/ConfigMap", ConfigMap.class,
          "v1/Namespace", Namespace.class,
          "v1/Service", Service.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "apps/v1/Deployment", Deployment.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

  private final List<HasMetadata> objects;

  private Manifests(List<HasMetadata> objects) {
    this.objects = objects;
  }

  /** The types of the library keep fields that they do not know; without that they refuse them. */
  private static final class WithoutOtherFields extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  /** Reads one YAML text of any number of documents. */
  static Manifests read(String text) throws IOException {
    List<HasMetadata> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNext()) {
        objects.add(object(documents.next()));
      }
    }
    return new Manifests(objects);
  }

  private static HasMetadata object(JsonNode node) throws IOException {
    String kind = node.path("apiVersion").asText() + "/" + node.path("kind").asText();
    Class<? extends HasMetadata> type = TYPES.get(kind);
    if (type == null) {
      throw new IOException(kind + ": unknown (expected: one of " + TYPES.keySet() + ")");
    }
    return YAML.treeToValue(node, type);
  }

  /** What Kustomize makes of {@code folder}. */
  static Manifests built(String folder) throws IOException, InterruptedException {
    String path = Repository.path("deploy/kubernetes").resolve(folder).toString();
    List<String> command =
        Repository.has("kustomize")
            ? List.of("kustomize", "build", path)
            : List.of("kubectl", "kustomize", path);
    return read(Repository.run(command));
  }

  static boolean canBuild() {
    return Repository.has("kustomize") || Repository.has("kubectl");
  }

  /** Every plain object of the base, which needs no tool to read. */
  static List<Path> baseFiles() throws IOException {
    List<String> others = List.of("kustomization.yaml", "gateway.yaml");
    return Repository.files("deploy/kubernetes/base", ".yaml").stream()
        .filter(file -> !others.contains(file.getFileName().toString()))
        .toList();
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The one object of that type. */
  <T extends HasMetadata> T one(Class<T> type) {
    List<T> found = all(type);
    if (found.size() != 1) {
      throw new IllegalStateException(
          type.getSimpleName() + ": " + found.size() + " (expected: one)");
    }
    return found.get(0);
  }

  List<HasMetadata> objects() {
    return objects;
  }
}
