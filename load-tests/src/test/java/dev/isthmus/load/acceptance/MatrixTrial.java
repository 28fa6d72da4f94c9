package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.Bill;
import dev.isthmus.load.cloud.Sale;
import dev.isthmus.load.cloud.TokenCount;
import java.time.Duration;
import java.util.List;

/** Tries one cell: what the client understood, what the cloud sold, and what the ledger says. */
final class MatrixTrial {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LONG_TOKENS = 80_000;
  private static final long FEWEST_OF_AN_IMAGE = 80;

  private final MatrixStand stand;
  private final MatrixCell cell;
  private final MatrixClient client;

  MatrixTrial(MatrixStand stand, MatrixCell cell) throws Exception {
    this.stand = stand;
    this.cell = cell;
    this.client = stand.client(cell.client());
  }

  void run() throws Exception {
    Bill bill = stand.bill(cell.backend());
    bill.clear();
    switch (cell.scenario()) {
      case CANCEL -> client.hangUp(cell.model(), cell.scenario().wish());
      case LIMIT -> assertEquals(429, status());
      case DOWN -> assertEquals(5, status() / 100);
      case DEATH -> assertThrows(RuntimeException.class, this::ask);
      default -> check(ask(), onlySale(bill).tokens());
    }
    Sale sale = onlySale(bill);
    assertEquals(end(), sale.end());
    settled(sale, stand.line(sale.clientRequestId()));
  }

  private Heard ask() {
    return client.ask(cell.model(), cell.scenario().wish());
  }

  private int status() {
    return client.status(assertThrows(RuntimeException.class, this::ask));
  }

  private static Sale onlySale(Bill bill) throws InterruptedException {
    List<Sale> sales = bill.awaitSales(1, PATIENCE);
    assertEquals(1, sales.size(), sales::toString);
    return sales.get(0);
  }

  private Sale.End end() {
    return switch (cell.scenario()) {
      case CANCEL -> Sale.End.CANCELLED;
      case LIMIT, DOWN -> Sale.End.REFUSED;
      case DEATH -> Sale.End.BROKEN;
      default -> Sale.End.COMPLETE;
    };
  }

  private void check(Heard heard, TokenCount sold) {
    switch (cell.scenario()) {
      case PLAIN -> assertEquals("Hello, \"wörld\" 🌍", heard.text());
      case STREAM -> assertEquals(60, heard.output());
      case TOOLS -> assertEquals(List.of("Paris"), heard.cities());
      case PARALLEL_TOOLS -> assertEquals(List.of("Paris", "London"), heard.cities());
      case IMAGE -> assertTrue(heard.input() > FEWEST_OF_AN_IMAGE, heard::toString);
      case SCHEMA -> assertTown(Wish.tree(heard.text()));
      case LONG_CONTEXT -> assertTrue(heard.input() > LONG_TOKENS, heard::toString);
      default -> assertEquals(Heard.End.FILTERED, heard.end());
    }
    if (cell.scenario() != Scenario.FILTER) {
      assertEquals(wholeEnd(), heard.end());
    }
    if (heard.cities().isEmpty()) {
      assertFalse(heard.text().isEmpty());
    }
    assertEquals(sold.input(), heard.input(), "input tokens that the client was told");
    assertEquals(sold.output(), heard.output(), "output tokens that the client was told");
  }

  private Heard.End wholeEnd() {
    boolean tools = cell.scenario().wish().tool() && cell.client().tellsOfTools();
    return tools ? Heard.End.TOOLS : Heard.End.STOP;
  }

  private static void assertTown(JsonNode town) {
    assertTrue(town.path("name").isTextual(), town::toString);
    assertTrue(town.path("people").isInt(), town::toString);
  }

  /** What was reported is exact to the token; only an answer cut short may be an estimate. */
  private static void settled(Sale sale, JsonNode line) {
    TokenCount sold = sale.tokens();
    boolean exact = line.path("usage_reported").asBoolean();
    if (sale.end() == Sale.End.COMPLETE) {
      assertTrue(exact, line::toString);
    } else if (!exact) {
      boolean nothing = sale.end() == Sale.End.REFUSED;
      assertEquals(nothing, line.path("picodollars").asLong() == 0, line::toString);
      return;
    }
    assertEquals(sold.input(), line.path("input_tokens").asLong(), line::toString);
    assertEquals(sold.cached(), line.path("cached_tokens").asLong(), line::toString);
    assertEquals(sold.output(), line.path("output_tokens").asLong(), line::toString);
    assertEquals(sale.picodollars(), line.path("picodollars").asLong(), line::toString);
  }
}
