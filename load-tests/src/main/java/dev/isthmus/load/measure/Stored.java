package dev.isthmus.load.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one page, as programs read them: beside the page, as {@code NAME.json}. They are
 * kept as they were measured: rounded here and once more where they are shown, one may be another
 * than on the page.
 *
 * @param name of the row, and of its page
 * @param date on which it was measured
 * @param machine on which, and with what
 */
record Stored(
    String name, String title, String date, String machine, List<Goal> goals, List<Plot> plots) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  Stored {
    goals = List.copyOf(goals);
    plots = List.copyOf(plots);
  }

  /** Reads what {@code folder} has of {@code name}; null where it has nothing. */
  static @Nullable Stored read(Path folder, String name) throws IOException {
    Path file = folder.resolve(name + ".json");
    if (!Files.exists(file)) {
      return null;
    }
    JsonNode json = MAPPER.readTree(Files.readString(file));
    List<Goal> goals = new ArrayList<>();
    for (JsonNode goal : json.path("goals")) {
      goals.add(
          new Goal(
              goal.path("what").asText(),
              goal.path("reached").asDouble(Double.NaN),
              goal.path("goal").asDouble(),
              goal.path("at_least").asDouble(),
              goal.hasNonNull("source") ? goal.path("source").asText() : null));
    }
    List<Plot> plots = new ArrayList<>();
    for (JsonNode plot : json.path("plots")) {
      plots.add(
          new Plot(
              plot.path("title").asText(), values(plot.path("bars")), values(plot.path("marks"))));
    }
    return new Stored(
        name,
        json.path("title").asText(),
        json.path("date").asText(),
        json.path("machine").asText(),
        goals,
        plots);
  }

  private static List<Plot.Value> values(JsonNode json) {
    List<Plot.Value> values = new ArrayList<>();
    for (JsonNode value : json) {
      values.add(new Plot.Value(value.path("name").asText(), value.path("value").asDouble()));
    }
    return values;
  }

  void write(Path folder) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("title", title).put("date", date).put("machine", machine);
    ArrayNode all = json.putArray("goals");
    for (Goal goal : goals) {
      ObjectNode one = all.addObject().put("what", goal.what());
      one.put("goal", goal.goal()).put("at_least", goal.least());
      one.put("reached", Double.isFinite(goal.reached()) ? goal.reached() : null);
      if (goal.source() != null) {
        one.put("source", goal.source());
      }
    }
    ArrayNode drawn = json.putArray("plots");
    for (Plot plot : plots) {
      ObjectNode one = drawn.addObject().put("title", plot.title());
      put(one.putArray("bars"), plot.bars());
      put(one.putArray("marks"), plot.marks());
    }
    Files.writeString(folder.resolve(name + ".json"), json.toPrettyString() + "\n");
  }

  private static void put(ArrayNode array, List<Plot.Value> values) {
    for (Plot.Value value : values) {
      array.addObject().put("name", value.name()).put("value", value.value());
    }
  }
}
