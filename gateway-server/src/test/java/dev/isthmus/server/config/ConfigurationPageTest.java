package dev.isthmus.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isthmus.core.provider.ProviderKinds;
import dev.isthmus.core.provider.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/configuration.md} and the schema true: they are made from the very keys that
 * the loader reads.
 *
 * <p>After a change of keys, {@code -Disthmus.write-docs=true} writes it anew.
 */
final class ConfigurationPageTest {

  private static final String HEAD =
      """
      # Configuration

      One YAML file holds everything: `./isthmus serve --config FILE`. `./isthmus check FILE` lists every
      mistake at once, each with its line, and prints the plan that the file amounts to. A file with a
      mistake is refused as a whole. A complete example: [gateway.example.yaml](../deploy/gateway.example.yaml).

      - **Durations** are `300ms`, `1s`, `2m`, `1h`; **sizes** `64KiB`, `32MiB`, `1GiB`; **prices** US dollars
        per million tokens.
      - **Secrets** are `${ENV}` (a variable, as the whole value) or `file:NAME` (a file's contents, relative
        to the configuration). Any other value may hold `${ENV}`, too; names may not.
      - **URLs** are `https`, of a host that reads the same to everybody. A private address needs
        `allow_private: true`, clear text to a public host `unsafe_plaintext: true`.
      - Unknown keys, repeated keys, anchors, aliases and tags are mistakes.
      - A gateway that runs follows its file: see [operations.md](operations.md#reload-the-configuration). Only a restart
        changes `listeners[].address`, whether a listener speaks TLS, `admin.address`, `decisions.directory`, and `limits` but for `drain_delay`, `drain` and `replicas`.
      - Editors complete and check the file with [isthmus.schema.json](isthmus.schema.json): put
        `# yaml-language-server: $schema=PATH/isthmus.schema.json` at its top. `./isthmus schema` prints it, too.

      """;

  @Test
  void thePageSaysWhatTheLoaderReads() throws IOException {
    Path page = project().resolve("docs/configuration.md");
    if (Boolean.getBoolean("isthmus.write-docs")) {
      Files.writeString(page, render(), UTF_8);
    }
    String there = Files.exists(page) ? Files.readString(page, UTF_8) : "";
    assertEquals(render(), there, "stale: write it anew with -Disthmus.write-docs=true");
  }

  @Test
  void theSchemaSaysWhatTheLoaderReads() throws IOException {
    Path page = project().resolve("docs/isthmus.schema.json");
    if (Boolean.getBoolean("isthmus.write-docs")) {
      Files.writeString(page, ConfigSchema.text(), UTF_8);
    }
    String there = Files.exists(page) ? Files.readString(page, UTF_8) : "";
    assertEquals(ConfigSchema.text(), there, "stale: write it anew with -Disthmus.write-docs=true");
  }

  /** What an editor accepts and what the reader accepts are one. */
  @Test
  void theSchemaHasTheSettingsPatterns() throws IOException {
    JsonNode provider =
        new JsonMapper()
            .readTree(ConfigSchema.text())
            .at("/properties/providers/additionalProperties/properties");
    for (Setting setting : ProviderKinds.settings()) {
      Pattern pattern = Pattern.compile(provider.at("/" + setting.name() + "/pattern").asText());
      assertTrue(pattern.matcher("${FROM_ENVIRONMENT}").matches(), setting::name);
      assertFalse(pattern.matcher("no such value, surely!").matches(), setting::name);
      String fallback = setting.fallback();
      assertTrue(fallback.isEmpty() || pattern.matcher(fallback).matches(), setting::name);
      assertTrue(pattern.pattern().contains(setting.pattern().pattern()), pattern::pattern);
    }
  }

  @Test
  void everyFallbackIsWhatAFileCouldSay() {
    for (Key.Group group : Keys.ALL) {
      for (Key key : group.keys()) {
        assertTrue(key.doc().endsWith("."), () -> group.title() + "." + key.name());
        assertTrue(key.fallback().isEmpty() || !key.required(), key::name);
      }
    }
  }

  private static String render() {
    var page = new StringBuilder(HEAD);
    for (Key.Group group : Keys.ALL) {
      page.append("## ").append(code(group.title())).append("\n\n");
      page.append(group.doc()).append("\n\n");
      page.append("| key | value | default | what it is for |\n| --- | --- | --- | --- |\n");
      for (Key key : group.keys()) {
        page.append(
            "| `%s` | %s | %s | %s |%n"
                .formatted(key.name(), key.holds(), fallback(key), key.doc())
                .replace("\r", ""));
      }
      page.append('\n');
    }
    return page.toString().stripTrailing() + "\n";
  }

  private static String code(String title) {
    return title.contains(" ") && !title.contains(".") ? title : "`" + title + "`";
  }

  private static String fallback(Key key) {
    if (key.required()) {
      return "**required**";
    }
    return key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`";
  }

  private static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("mvnw"))) {
      at = at.resolve("..").normalize();
    }
    return at;
  }
}
