package dev.isthmus.load.measure;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rows make of the configuration is one that a gateway starts on. */
final class VariantTest {
  @TempDir Path folder = Path.of("");

  private void assertLoads(Proxies.Variant variant) throws IOException {
    String text = Files.readString(Path.of("bench/gateway.yaml"));
    Path file = Files.writeString(folder.resolve("g.yaml"), variant.config().apply(text));
    Map<String, String> environment =
        Map.of(
            "BENCH_PORT", "0",
            "BENCH_UPSTREAM", "19080",
            "BENCH_KEY", "provider-key-0123456789",
            "BENCH_CALLER_KEY", Proxies.KEY);
    assertInstanceOf(LoadResult.Loaded.class, new ConfigLoader(environment).load(file));
  }

  @Test
  void translated() throws IOException {
    assertLoads(Proxies.Variant.usual("x").config(TranslationRow::google));
  }

  @Test
  void encrypted() throws Exception {
    Identity identity = Identity.make(folder);
    assertLoads(Proxies.Variant.usual("x").tlsDownstream(identity).tlsUpstream(identity));
  }

  @Test
  void fivefold() throws IOException {
    assertLoads(MemoryRow.fivefold());
  }

  @Test
  void whatIsNotThereCannotBeReplaced() {
    assertThrows(IllegalStateException.class, () -> Proxies.replaced("a", "b", "c"));
  }
}
