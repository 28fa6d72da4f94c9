package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.ProviderKinds;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped prices, and when they hold. */
final class PriceTableTest {

  @TempDir Path folder = Path.of("");

  @Test
  void aKnownModelHasPriceWindowSourceAndDate() {
    PriceTable.Row row =
        Objects.requireNonNull(PriceTable.shipped().find(kind("openai"), "gpt-4.1-mini", "x"));

    assertEquals(0.4, row.price().input());
    assertEquals(0.1, row.price().cachedInput());
    assertEquals(1.6, row.price().output());
    assertEquals(1_047_576L, row.contextWindow());
    assertFalse(row.price().origin().source().isEmpty());
    assertTrue(row.price().origin().date().matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}"));
  }

  @Test
  void anotherProvidersPriceIsNotUsed() {
    PriceTable prices = PriceTable.shipped();

    assertNull(prices.find(kind("compatible"), "gpt-4.1-mini", "gpt-4.1-mini"));
    assertNull(prices.find(kind("azure"), "gpt-4o", "gpt-4o"));
    assertNull(prices.find(kind("openai"), "nothing", "gpt-4o"));
  }

  @Test
  void theNameAtAzureIsTheOperatorsSoThatTheModelsOwnNameCounts() {
    assertNotNull(PriceTable.shipped().find(kind("azure"), "our-mini", "gpt-4.1-mini"));
  }

  @Test
  void googlesPublisherIsNoPartOfTheName() {
    PriceTable prices = PriceTable.shipped();

    assertNotNull(prices.find(kind("vertex"), "google/gemini-2.5-flash", "x"));
    assertNotNull(prices.find(kind("gemini"), "gemini-2.5-flash", "x"));
  }

  @Test
  void aLongPromptHasItsOwnPrices() {
    PriceTable.Row row =
        Objects.requireNonNull(PriceTable.shipped().find(kind("gemini"), "gemini-2.5-pro", "x"));

    assertEquals(
        new PriceConfig.LongContext(200_000, 2.5, 0.25, null, null, 15.0),
        row.price().longContext());
  }

  @Test
  void ownPriceThenTableThenNone() throws Exception {
    var bench = new Bench(folder);
    String file = Bench.good();

    assertEquals(0.4, price(bench, file).input());
    assertEquals(
        7.0,
        price(
                bench,
                file.replace(
                    "model: gpt-4.1-mini}", "model: gpt-4.1-mini, price: {input: 7, output: 8}}"))
            .input());
    assertNull(
        bench
            .loaded(file.replace("model: gpt-4.1-mini}", "model: unheard-of}"))
            .models()
            .get(1)
            .deployments()
            .get(0)
            .price());
  }

  @Test
  void theTableSaysNothingAboutProvisionedCapacity() throws Exception {
    var bench = new Bench(folder);
    String file =
        Bench.good().replace("model: gpt-4.1-mini}", "model: gpt-4.1-mini, tier: provisioned}");

    assertNull(bench.loaded(file).models().get(1).deployments().get(0).price());
    assertEquals("models.gpt-4.1-mini.deployments[0].price", bench.problems(file).get(0).path());
  }

  private static PriceConfig price(Bench bench, String file) throws Exception {
    return Objects.requireNonNull(bench.loaded(file).models().get(1).deployments().get(0).price());
  }

  @Test
  void aDatedNameHasItsModelsPrice() {
    PriceTable prices = PriceTable.shipped();
    assertEquals(
        prices.find(kind("anthropic"), "claude-opus-4-5", "x"),
        prices.find(kind("anthropic"), "claude-opus-4-5-20251101", "x"));
    assertNull(prices.find(kind("anthropic"), "claude-opus-4-5-2025", "x"));
  }

  private static ProviderKind kind(String type) {
    return Objects.requireNonNull(ProviderKinds.named(type));
  }
}
