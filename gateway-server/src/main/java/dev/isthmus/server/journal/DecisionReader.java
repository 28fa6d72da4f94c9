package dev.isthmus.server.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Decision;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads decisions back: JSON lines, compressed where the name ends so.
 *
 * <p>Errors: a file that was cut off anywhere, as one is that is being written, gives all its whole
 * lines; a line that makes no sense is counted and passed over. Neither is an exception. Threads:
 * one at a time; blocks on files.
 */
public final class DecisionReader {
  static final String ENDING = ".jsonl.gz";

  private static final int CHUNK_BYTES = 16 << 10;
  private static final int MOST_DEPTH = 8;

  private final JsonFactory factory = new JsonFactory();
  private final Decision decision = new Decision();
  private long read;
  private long damaged;
  private long cut;

  /**
   * What became of what was read.
   *
   * @param read decisions
   * @param damaged lines that made no sense
   * @param cut files that end in the middle of a line
   */
  public record Account(long read, long damaged, long cut) {}

  /** The files of decisions in {@code path}, oldest first; {@code path} itself where it is one. */
  public static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(DecisionReader::isOne).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static boolean isOne(Path file) {
    return String.valueOf(file.getFileName()).endsWith(ENDING);
  }

  /** Shows each decision in {@code file} to {@code consumer}, which keeps nothing of it. */
  public void read(Path file, Consumer<Decision> consumer) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      read(in, file.toString().endsWith(".gz"), consumer);
    }
  }

  /** The same from anywhere; {@code in} stays open. */
  void read(InputStream in, boolean compressed, Consumer<Decision> consumer) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean whole = true;
    try {
      InputStream plain = compressed ? new GZIPInputStream(in) : in;
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int length = plain.read(chunk); length >= 0; length = plain.read(chunk)) {
        split(chunk, length, line, consumer);
      }
    } catch (EOFException | ZipException e) {
      whole = false;
    }
    if (!whole || line.size() > 0) {
      cut++;
    }
  }

  private void split(
      byte[] chunk, int length, ByteArrayOutputStream line, Consumer<Decision> consumer) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (chunk[i] == '\n') {
        line.write(chunk, from, i - from);
        accept(line.toString(UTF_8), consumer);
        line.reset();
        from = i + 1;
      }
    }
    line.write(chunk, from, length - from);
  }

  private void accept(String line, Consumer<Decision> consumer) {
    try {
      if (tree(line) instanceof Map<?, ?> fields) {
        DecisionFields.read(fields, decision);
      } else {
        throw new IllegalArgumentException("not an object");
      }
    } catch (IOException | RuntimeException e) {
      damaged++;
      return;
    }
    read++;
    consumer.accept(decision);
  }

  public Account account() {
    return new Account(read, damaged, cut);
  }

  private @Nullable Object tree(String line) throws IOException {
    try (JsonParser parser = factory.createParser(line)) {
      return value(parser, parser.nextToken(), 0);
    }
  }

  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token, int depth)
      throws IOException {
    if (token == null || depth > MOST_DEPTH) {
      throw new IllegalArgumentException("cut off, or too deep");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, depth);
      case START_ARRAY -> array(parser, depth);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser, int depth)
      throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_OBJECT;
        token = parser.nextToken()) {
      if (token != JsonToken.FIELD_NAME) {
        throw new IllegalArgumentException("cut off");
      }
      String name = parser.currentName();
      fields.put(name, value(parser, parser.nextToken(), depth + 1));
    }
    return fields;
  }

  private static List<@Nullable Object> array(JsonParser parser, int depth) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      values.add(value(parser, token, depth + 1));
    }
    return values;
  }
}
