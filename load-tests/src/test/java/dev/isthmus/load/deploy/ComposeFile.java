package dev.isthmus.load.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose file, its anchors and merges resolved. */
public final class ComposeFile {
  private final JsonNode whole;

  private ComposeFile(JsonNode whole) {
    this.whole = whole;
  }

  public static ComposeFile read() throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Object tree = yaml.load(Repository.text("deploy/compose/compose.yaml"));
    return new ComposeFile(new ObjectMapper().valueToTree(tree));
  }

  JsonNode whole() {
    return whole;
  }

  JsonNode services() {
    return whole.path("services");
  }

  /** The gateway's variables. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    ((ObjectNode) services().at("/gateway/environment"))
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return environment;
  }

  /** The arguments of each simulated cloud, by its service's name. */
  public Map<String, List<String>> clouds() {
    Map<String, List<String>> clouds = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> service : services().properties()) {
      boolean cloud =
          service.getValue().at("/build/target").asText().equals("clouds")
              && !service.getValue().has("entrypoint");
      if (cloud) {
        clouds.put(service.getKey(), words(service.getValue().path("command")));
      }
    }
    return clouds;
  }

  private static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }
}
