package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.LoadResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
  @TempDir Path folder = Path.of("");

  @Test
  void regionsOfOneProviderHaveOneOperatorAndOwnServersHaveNone() throws Exception {
    GatewayConfig config = load();
    assertEquals("microsoft", operator(config, "azure-east"));
    assertEquals("microsoft", operator(config, "azure-west"));
    assertEquals("openai", operator(config, "openai-eu"));
    assertEquals("gpu-a", operator(config, "gpu-a"));
    assertEquals("gpu-b", operator(config, "gpu-b"));
  }

  private static String operator(GatewayConfig config, String provider) {
    return Assembly.place(config.provider(provider)).operator();
  }

  private GatewayConfig load() throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), CONFIG);
    LoadResult read =
        new ConfigFile(file, new ConfigLoader(Map.of("UP", "sk-up-0123456789"))).load();
    return assertInstanceOf(LoadResult.Loaded.class, read, read::toString).config();
  }

  private static final String CONFIG =
      """
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        azure-east: {type: azure, endpoint: "https://east.openai.azure.com", credential: {api_key: "${UP}"}}
        azure-west: {type: azure, endpoint: "https://west.openai.azure.com", credential: {api_key: "${UP}"}}
        openai-eu: {type: openai, credential: {api_key: "${UP}"}}
        gpu-a: {type: compatible, endpoint: "https://a.example/v1", credential: none}
        gpu-b: {type: compatible, endpoint: "https://b.example/v1", credential: none}
      models:
        m:
          deployments:
            - {name: a, provider: azure-east, model: m, price: free}
            - {name: b, provider: azure-west, model: m, price: free}
            - {name: c, provider: openai-eu, model: m, price: free}
            - {name: d, provider: gpu-a, model: m, price: free}
            - {name: e, provider: gpu-b, model: m, price: free}
      callers:
        - {name: c, key: "${UP}", models: ["*"]}
      """;
}
