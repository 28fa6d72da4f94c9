package dev.isthmus.server.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.provider.ProviderKinds;
import dev.isthmus.core.provider.Setting;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema of the file, for editors that complete and check while one types. It is made from
 * {@link Keys}, as the reader's own rules are; what needs more than one value to judge (references,
 * sums, secrets) only the reader knows.
 */
public final class ConfigSchema {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  /** Where names of the file's own choosing stand in a group's title. */
  private static final List<String> NAMES = List.of("NAME", "MODEL");

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Key.Group> byPath = new HashMap<>();

  private final Map<String, Setting> settings = new HashMap<>();

  private ConfigSchema() {
    for (Setting setting : ProviderKinds.settings()) {
      settings.put("providers.NAME." + setting.name(), setting);
    }
    for (Key.Group group : Keys.ALL) {
      for (String path : group.title().split(", ", -1)) {
        byPath.put(path, group);
      }
    }
  }

  /** The schema as JSON text. */
  public static String text() {
    var schema = new ConfigSchema();
    ObjectNode root = schema.json.createObjectNode();
    root.put("$schema", DRAFT);
    root.put("title", "Isthmus");
    schema.section(root, Keys.ROOT, "");
    return root.toPrettyString() + "\n";
  }

  private void section(ObjectNode node, Key.Group group, String path) {
    node.put("type", "object");
    node.put("description", plain(group.doc()));
    node.put("additionalProperties", false);
    ObjectNode properties = node.putObject("properties");
    for (Key key : group.keys()) {
      String at = path.isEmpty() ? key.name() : path + "." + key.name();
      ObjectNode property = properties.putObject(key.name());
      property.put("description", plain(key.doc()));
      value(property, key, at);
    }
    List<String> required = group.keys().stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      required.forEach(node.putArray("required")::add);
    }
  }

  private void value(ObjectNode node, Key key, String path) {
    Key.Group inner = byPath.get(path);
    Key.Group element = byPath.get(path + "[]");
    Key.Group named = named(path);
    if (inner != null && !key.holds().equals("section")) {
      alternatives(node, key, inner, path);
    } else if (inner != null) {
      section(node, inner, path);
      node.put("description", plain(key.doc()));
    } else if (element != null) {
      node.put("type", "array");
      section(node.putObject("items"), element, path + "[]");
    } else if (named != null) {
      node.put("type", "object");
      section(node.putObject("additionalProperties"), named, namedPath(path));
    } else if (settings.containsKey(path)) {
      setting(node, key, settings.get(path));
    } else {
      scalar(node, key);
    }
  }

  /** As the reader checks it, whichever kind of provider it is for. */
  private static void setting(ObjectNode node, Key key, Setting setting) {
    pattern(node, key, "^(" + setting.pattern() + "|.*\\$\\{.+\\}.*)$");
    if (!setting.fallback().isEmpty()) {
      node.put("default", setting.fallback());
    }
  }

  /** A section, or one of a few words in its place. */
  private void alternatives(ObjectNode node, Key key, Key.Group inner, String path) {
    ArrayNode choices = node.putArray("anyOf");
    ObjectNode words = choices.addObject();
    words.put("type", "string");
    List<String> known =
        Arrays.stream(key.holds().split(",? or |, "))
            .filter(word -> word.matches("[a-z_]+") && !word.equals("section"))
            .toList();
    known.forEach(words.putArray("enum")::add);
    section(choices.addObject(), inner, path);
  }

  private static void scalar(ObjectNode node, Key key) {
    String holds = key.holds();
    if (holds.startsWith("list of ")) {
      list(node, holds.substring("list of ".length()));
    } else {
      single(node, key);
    }
  }

  private static void list(ObjectNode node, String of) {
    node.put("type", "array");
    ObjectNode items = node.putObject("items");
    items.put("type", "string");
    List<String> words = List.of(of.split(", "));
    if (words.size() > 1 && words.stream().allMatch(word -> word.matches("[a-z_]+"))) {
      words.forEach(items.putArray("enum")::add);
    }
  }

  private static void single(ObjectNode node, Key key) {
    switch (key.holds()) {
      case "true, false" -> flag(node, key);
      case "true" -> node.put("const", true);
      case "true, or a client id" -> node.putArray("type").add("boolean").add("string");
      case "count", "tokens" -> number(node, key, "integer", "1");
      case "0 to 9" -> {
        number(node, key, "integer", "0");
        node.put("maximum", 9);
      }
      case "number", "dollars" -> number(node, key, "number", "0");
      case "duration" -> pattern(node, key, "^([0-9]{1,9}(ms|s|m|h)|.*\\$\\{.+\\}.*)$");
      case "size" -> pattern(node, key, "^([0-9]{1,9}(B|KiB|MiB|GiB)|.*\\$\\{.+\\}.*)$");
      case "p50 to p99, or a number" -> quantile(node, key);
      case "64 hex digits" -> pattern(node, key, "^([0-9a-fA-F]{64}|.*\\$\\{.+\\}.*)$");
      default -> words(node, key);
    }
  }

  /** Any value but a name may come from the environment. */
  private static void flag(ObjectNode node, Key key) {
    node.putArray("type").add("boolean").add("string");
    if (!key.fallback().isEmpty()) {
      node.put("default", Boolean.parseBoolean(key.fallback()));
    }
  }

  private static void number(ObjectNode node, Key key, String type, String least) {
    node.putArray("type").add(type).add("string");
    node.put("minimum", Integer.parseInt(least));
    if (!key.fallback().isEmpty()) {
      node.put("default", Double.parseDouble(key.fallback()));
    }
  }

  private static void quantile(ObjectNode node, Key key) {
    node.putArray("type").add("number").add("string");
    node.put("minimum", HedgeConfig.LEAST_QUANTILE);
    node.put("exclusiveMaximum", 1);
    node.put("pattern", "^(p[5-9][0-9](\\.[0-9]{1,3})?|0\\.[0-9]+|.*\\$\\{.+\\}.*)$");
    node.put("default", key.fallback());
  }

  private static void pattern(ObjectNode node, Key key, String pattern) {
    node.put("type", "string");
    node.put("pattern", pattern);
    if (!key.fallback().isEmpty()) {
      node.put("default", key.fallback());
    }
  }

  private static void words(ObjectNode node, Key key) {
    node.put("type", "string");
    List<String> words = List.of(key.holds().split(", "));
    boolean closed = words.size() > 1 && words.stream().allMatch(w -> w.matches("[a-z_]+"));
    if (closed) {
      words.forEach(node.putArray("enum")::add);
    }
    if (!key.fallback().isEmpty()) {
      node.put("default", key.fallback());
    }
  }

  private Key.@Nullable Group named(String path) {
    return byPath.get(namedPath(path));
  }

  private String namedPath(String path) {
    for (String name : NAMES) {
      if (byPath.containsKey(path + "." + name)) {
        return path + "." + name;
      }
    }
    return path + "." + NAMES.get(0);
  }

  private static String plain(String doc) {
    return doc.replace("`", "");
  }
}
