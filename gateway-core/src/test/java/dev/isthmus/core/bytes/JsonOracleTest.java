package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The scanner reads what Jackson reads, and takes nothing that Jackson refuses, but for what the
 * gateway passes on unread: bytes that are no UTF-8 and lone surrogates in values.
 */
class JsonOracleTest {
  private static final int DOCUMENTS = 20_000;
  private static final JsonMapper LENIENT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final List<String> PATHS_READ =
      List.of(
          "model", "n", "a", "a.b", "a.b.c", "list", "list[]", "list[].d", "list[].d.e", "x[][]");
  private static final List<String> CAPTURED = List.of("model", "a.b", "list[].d", "x[][]");
  private static final JsonPaths PATHS = paths();

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);

  @Test
  void readsWhatJacksonReads() throws IOException {
    long seed = new Random().nextLong();
    JsonGenerator generator = new JsonGenerator(new Random(seed));
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] document = generator.document();
      String about = "seed " + seed + ", document " + i + ": " + new String(document, UTF_8);
      assertNull(scan(document, generator.random()), about);
      assertSameReading(document, STRICT.readTree(document), about);
    }
  }

  @Test
  void takesNothingThatJacksonRefuses() throws IOException {
    long seed = new Random().nextLong();
    JsonGenerator generator = new JsonGenerator(new Random(seed));
    int taken = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] document = generator.mutated(generator.document());
      String about = "seed " + seed + ", document " + i + ": " + new String(document, UTF_8);
      taken += agrees(document, generator.random(), about) ? 1 : 0;
    }
    assertTrue(taken > DOCUMENTS / 20, "too few documents were taken: " + taken);
  }

  /** The document from which fuzzing begins, whose every byte is replaced by each other. */
  @Test
  void theCorpusIsReadAlike() throws IOException {
    byte[] document;
    try (InputStream in = JsonOracleTest.class.getResourceAsStream("/fuzz/JsonFuzz/document")) {
      document = in.readAllBytes();
    }
    assertTrue(agrees(document, new Random(1), "the corpus"));
    for (int i = 0; i < document.length; i++) {
      for (int b = 0; b < 256; b++) {
        byte[] mutant = document.clone();
        mutant[i] = (byte) b;
        JsonFuzz.fuzzerTestOneInput(mutant);
      }
    }
  }

  /** Whether the scanner takes {@code document}; if so, Jackson must read it alike. */
  boolean agrees(byte[] document, Random cuts, String about) throws IOException {
    if (scan(document, cuts) != null || !isUtf8(document)) {
      return false;
    }
    assertTrue(hasLoneSurrogate(document) || read(LENIENT, document) != null, about);
    JsonNode unique = read(STRICT, document);
    if (unique != null) {
      assertSameReading(document, unique, about);
    }
    return true;
  }

  private void assertSameReading(byte[] document, JsonNode root, String about) throws IOException {
    for (String path : PATHS_READ) {
      int id = PATHS.id(path);
      List<JsonNode> found = occurrences(root, path);
      JsonNode stands = standing(found);
      assertEquals(type(stands), scanner.type(id), path + " in " + about);
      if (stands == null) {
        continue;
      }
      byte[] range = Arrays.copyOfRange(document, (int) scanner.start(id), (int) scanner.end(id));
      assertEquals(stands, LENIENT.readTree(range), path + " in " + about);
      long whole = stands.isIntegralNumber() && stands.canConvertToLong() ? stands.longValue() : 0;
      if (whole != 0) {
        assertEquals(whole, scanner.longValue(id), path + " in " + about);
      }
      if (CAPTURED.contains(path) && stands.isTextual()) {
        assertEquals(stands.textValue(), scanner.text(id), path + " in " + about);
      }
      long filled = found.stream().filter(node -> !node.isNull()).count();
      assertEquals(filled, scanner.count(id), path + " in " + about);
    }
  }

  private static List<JsonNode> occurrences(JsonNode root, String path) {
    List<JsonNode> found = List.of(root);
    for (String step : path.replace("[]", ".[]").split("\\.", -1)) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : found) {
        if (step.equals("[]") && node.isArray()) {
          node.forEach(next::add);
        } else if (node.isObject() && node.has(step)) {
          next.add(node.get(step));
        }
      }
      found = next;
    }
    return found;
  }

  /** The last one that is filled, else the last that is not null, else the last. */
  private static @Nullable JsonNode standing(List<JsonNode> found) {
    JsonNode stands = null;
    for (JsonNode node : found) {
      stands = stands == null || weight(node) >= weight(stands) ? node : stands;
    }
    return stands;
  }

  private static int weight(JsonNode node) {
    if (node.isNull()) {
      return 1;
    }
    boolean empty = node.isContainerNode() ? node.isEmpty() : "".equals(node.textValue());
    return empty ? 2 : 3;
  }

  private static JsonType type(@Nullable JsonNode node) {
    if (node == null) {
      return JsonType.ABSENT;
    }
    return switch (node.getNodeType()) {
      case NULL -> JsonType.NULL;
      case BOOLEAN -> node.booleanValue() ? JsonType.TRUE : JsonType.FALSE;
      case NUMBER -> JsonType.NUMBER;
      case STRING -> node.textValue().isEmpty() ? JsonType.EMPTY_STRING : JsonType.STRING;
      case ARRAY -> node.isEmpty() ? JsonType.EMPTY_ARRAY : JsonType.ARRAY;
      case OBJECT -> node.isEmpty() ? JsonType.EMPTY_OBJECT : JsonType.OBJECT;
      default -> throw new IllegalStateException(node.getNodeType().toString());
    };
  }

  private @Nullable JsonError scan(byte[] document, Random random) {
    scanner.reset();
    for (int at = 0; at < document.length; ) {
      int length = Math.min(1 + random.nextInt(40), document.length - at);
      scanner.feed(Unpooled.wrappedBuffer(document, at, length));
      at += length;
    }
    return scanner.end();
  }

  private static @Nullable JsonNode read(JsonMapper mapper, byte[] document) throws IOException {
    try (JsonParser parser = mapper.createParser(document)) {
      JsonNode node = mapper.readTree(parser);
      return parser.nextToken() == null ? node : null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
  }

  private static boolean isUtf8(byte[] document) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean hasLoneSurrogate(byte[] document) {
    String text = new String(document, UTF_8).replace("\\\\", "");
    String half = "\\\\u[dD][89aAbB][0-9a-fA-F]{2}";
    String otherHalf = "\\\\u[dD][c-fC-F][0-9a-fA-F]{2}";
    String rest = text.replaceAll(half + otherHalf, "");
    return rest.matches("(?s).*(" + half + "|" + otherHalf + ").*");
  }

  private static JsonPaths paths() {
    JsonPaths.Builder builder = JsonPaths.builder();
    PATHS_READ.forEach(builder::path);
    CAPTURED.forEach(path -> builder.captured(path, 4096));
    return builder.guarded("model", "n", "a.b").build();
  }
}
