package dev.isthmus.load.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.cases.Tool;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever body the gateway takes, other parsers read from it what the gateway read: else a caller
 * could be judged by one model and served another.
 */
final class ParserDifferentialIT {
  private static final int SOME = 100_000;
  private static final int MANY = 1_000_000;
  private static final JsonMapper JACKSON = new JsonMapper();

  /** Each reads bodies in base64, one a line, and says what it read or that it could not. */
  private static final String NODE =
      """
      const lines = require('fs').readFileSync(process.argv[1], 'latin1').split('\\n');
      const out = [];
      for (const line of lines) {
        if (line === '') continue;
        try {
          const b = JSON.parse(Buffer.from(line, 'base64').toString('utf8'));
          out.push(JSON.stringify([b.model, b.stream ?? null, b.max_tokens ?? null]));
        } catch (e) { out.push('"refused"'); }
      }
      process.stdout.write(out.join('\\n') + '\\n');
      """;

  private static final String PYTHON =
      """
      import base64, json, sys
      for line in open(sys.argv[1]):
          try:
              b = json.loads(base64.b64decode(line).decode('utf-8', 'replace'))
              print(json.dumps([b.get('model'), b.get('stream'), b.get('max_tokens')]))
          except ValueError:
              print('"refused"')
      """;

  @Test
  @Case(id = "J1", did = "100,000 bodies: what Jackson, Node and Python read of those taken")
  void everyParserReadsWhatTheGatewayRead(@TempDir Path folder, Figures figures) throws Exception {
    compare(SOME, folder, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "J1", did = "1,000,000 bodies: what Jackson, Node and Python read of those taken")
  void everyParserReadsWhatTheGatewayReadOfAMillion(@TempDir Path folder, Figures figures)
      throws Exception {
    compare(MANY, folder, figures);
  }

  private static void compare(int bodies, Path folder, Figures figures) throws Exception {
    Tool.need("node");
    Tool.need("python3");
    long seed = Long.getLong("isthmus.seed", System.nanoTime());
    figures.add("seed", seed).add("bodies", bodies);
    List<byte[]> taken = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    ChatBodies generator = new ChatBodies(seed);
    for (int i = 0; i < bodies; i++) {
      byte[] body = generator.next();
      Reading reading = gateways(body);
      if (reading != null) {
        taken.add(body);
        readings.add(reading);
      }
    }
    figures.add("taken", taken.size());
    assertTrue(taken.size() > bodies / 10 && taken.size() < bodies * 9 / 10, "" + taken.size());
    long differences = 0;
    for (int i = 0; i < taken.size(); i++) {
      differences += differs(readings.get(i), members(taken.get(i)), taken.get(i), "Jackson");
    }
    Path file = folder.resolve("bodies");
    Files.write(file, taken.stream().map(Base64.getEncoder()::encodeToString).toList());
    differences += heard(List.of("node", "-e", NODE, file.toString()), taken, readings);
    differences += heard(List.of("python3", "-c", PYTHON, file.toString()), taken, readings);
    figures.add("differences", differences);
    assertEquals(0, differences, "seed " + seed);
  }

  /** What the gateway read; the limit is −1 where there is none. */
  private record Reading(String model, boolean stream, long limit) {}

  /** Null where the body was refused. */
  private static @Nullable Reading gateways(byte[] body) {
    FactsReader reader = new OpenAiDialect().factsReader(Operation.CHAT);
    boolean bad = reader.see(Unpooled.wrappedBuffer(body)) != null || reader.finish(null) != null;
    return bad
        ? null
        : new Reading(
            reader.facts().model(), reader.facts().stream(), reader.facts().maxOutputTokens());
  }

  private static @Nullable JsonNode members(byte[] body) {
    try {
      JsonNode root = JACKSON.readTree(new String(body, UTF_8));
      return JACKSON
          .createArrayNode()
          .add(root.get("model"))
          .add(root.get("stream"))
          .add(root.get("max_tokens"));
    } catch (IOException e) {
      return null;
    }
  }

  private static long heard(List<String> command, List<byte[]> bodies, List<Reading> readings)
      throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    long differences = 0;
    int read = 0;
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode said = JACKSON.readTree(line);
        differences += differs(readings.get(read), said, bodies.get(read), command.get(0));
        read++;
      }
    } finally {
      process.destroyForcibly();
    }
    assertEquals(bodies.size(), read, command.get(0));
    return differences;
  }

  /** One where they differ, with the body on the standard error; else none. */
  private static long differs(Reading ours, @Nullable JsonNode theirs, byte[] body, String who) {
    if (theirs != null && theirs.isArray()) {
      JsonNode limit = theirs.path(2);
      boolean same =
          ours.model().equals(theirs.path(0).textValue())
              && ours.stream() == theirs.path(1).asBoolean(false)
              && (limit.isNumber() ? limit.doubleValue() == ours.limit() : ours.limit() == -1);
      if (same) {
        return 0;
      }
    }
    System.err.println(who + " read " + theirs + " not " + ours + ": " + new String(body, UTF_8));
    return 1;
  }
}
