package dev.isthmus.load.simulation.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads traces of real calls. The project ships none of them.
 *
 * <p>Source: Azure's public dataset of LLM inference (columns TIMESTAMP, ContextTokens,
 * GeneratedTokens) and Mooncake's (one JSON object a line with timestamp in milliseconds,
 * input_length, output_length, hash_ids).
 */
public final class Traces {
  private static final DateTimeFormatter AZURE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSSS]");
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final int AZURE_COLUMNS = 3;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Traces() {}

  /** Reads either format, by the file's name. */
  public static List<TraceRow> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return file.toString().endsWith(".jsonl") ? mooncake(lines) : azure(lines);
  }

  /** Azure's format; the first line names the columns. */
  public static List<TraceRow> azure(List<String> lines) {
    List<TraceRow> rows = new ArrayList<>();
    LocalDateTime first = null;
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      if (line.isBlank()) {
        continue;
      }
      String[] columns = line.split(",", -1);
      if (columns.length != AZURE_COLUMNS) {
        throw new IllegalArgumentException("trace: " + line + " (expected: 3 columns)");
      }
      LocalDateTime at = LocalDateTime.parse(columns[0], AZURE_TIME);
      first = first == null ? at : first;
      double seconds = ChronoUnit.NANOS.between(first, at) / NANOS;
      rows.add(row(seconds, Long.parseLong(columns[1]), Long.parseLong(columns[2])));
    }
    return rows;
  }

  /** Mooncake's format. */
  public static List<TraceRow> mooncake(List<String> lines) throws IOException {
    List<TraceRow> rows = new ArrayList<>();
    for (String line : lines) {
      if (!line.isBlank()) {
        JsonNode node = MAPPER.readTree(line);
        rows.add(
            row(
                node.required("timestamp").asLong() / MILLIS,
                node.required("input_length").asLong(),
                node.required("output_length").asLong()));
      }
    }
    return rows;
  }

  private static TraceRow row(double seconds, long prompt, long output) {
    return new TraceRow(seconds, Math.max(1, prompt), Math.max(1, output));
  }
}
