package dev.isthmus.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.server.config.PriceConfig.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shipped prices: what providers asked for a million on-demand tokens on a date that is given.
 *
 * <p>A model that is not here has no price; nobody's price stands for another's.
 */
public final class PriceTable {

  /** A version's date at the end of a name: the price is the model's. */
  private static final Pattern DATE = Pattern.compile("[-@]20[0-9]{6}$");

  private static final String RESOURCE = "prices.json";

  /** Read once: it cannot change while the process runs. */
  private static final PriceTable SHIPPED = read();

  /** What is known of one model at one type of provider. Units: tokens; null: unknown. */
  record Row(PriceConfig price, @Nullable Long contextWindow, @Nullable Long maxOutput) {}

  private final Map<String, Row> rows;

  private PriceTable(Map<String, Row> rows) {
    this.rows = Map.copyOf(rows);
  }

  /** The table inside the jar. */
  public static PriceTable shipped() {
    return SHIPPED;
  }

  private static PriceTable read() {
    try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + ": not in the jar");
      }
      return of(new JsonMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many models at how many types of provider are known. */
  public int size() {
    return rows.size();
  }

  /**
   * The row of {@code model}, as the provider calls it; null where there is none. Where that name
   * is the operator's choice, the gateway's own name of the model is tried next.
   */
  @Nullable Row find(ProviderKind kind, String model, String gatewayName) {
    String type = kind.type();
    String name = model.substring(model.indexOf('/') + 1);
    Row exact = rows.get(key(type, name));
    Row row = exact == null ? rows.get(key(type, DATE.matcher(name).replaceFirst(""))) : exact;
    return row == null && kind.operatorsNameModels() ? rows.get(key(type, gatewayName)) : row;
  }

  private static PriceTable of(JsonNode document) {
    var rows = new HashMap<String, Row>();
    for (JsonNode row : document.path("prices")) {
      JsonNode source = document.path("sources").path(row.path("source").asText());
      Row read = row(row, source);
      for (JsonNode type : row.path("types")) {
        rows.put(key(type.asText(), row.path("model").asText()), read);
      }
    }
    return new PriceTable(rows);
  }

  private static Row row(JsonNode row, JsonNode source) {
    var origin =
        new Origin(
            source.path("name").asText(), source.path("date").asText(), row.path("note").asText());
    var price =
        new PriceConfig(
            row.path("input").asDouble(Double.NaN),
            dollars(row.path("cached_input")),
            dollars(row.path("cache_write")),
            dollars(row.path("cache_write_1h")),
            row.path("output").asDouble(Double.NaN),
            0,
            longContext(row.path("long_context")),
            origin);
    return new Row(price, tokens(row.path("context_window")), tokens(row.path("max_output")));
  }

  private static PriceConfig.@Nullable LongContext longContext(JsonNode prices) {
    return prices.isMissingNode()
        ? null
        : new PriceConfig.LongContext(
            prices.path("above").asLong(),
            prices.path("input").asDouble(Double.NaN),
            dollars(prices.path("cached_input")),
            dollars(prices.path("cache_write")),
            dollars(prices.path("cache_write_1h")),
            prices.path("output").asDouble(Double.NaN));
  }

  private static @Nullable Double dollars(JsonNode value) {
    return value.isNumber() ? (Double) value.doubleValue() : null;
  }

  private static @Nullable Long tokens(JsonNode value) {
    return value.isNumber() ? (Long) value.longValue() : null;
  }

  private static String key(String type, String model) {
    return type + " " + model.toLowerCase(Locale.ROOT);
  }
}
