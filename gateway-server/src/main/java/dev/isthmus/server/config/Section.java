package dev.isthmus.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One section of the file: keys with values.
 *
 * <p>Errors: unknown and repeated keys are reported at once; a bad value is reported when it is
 * read, and a placeholder returned, so that reading finds all problems of a file in one pass.
 */
final class Section {
  private final Key.Group keys;
  private final Spot spot;
  private final String path;
  private final Reading reading;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, Spot> keySpots = new LinkedHashMap<>();

  private Section(Key.Group keys, Spot spot, String path, Reading reading) {
    this.keys = keys;
    this.spot = spot;
    this.path = path;
    this.reading = reading;
  }

  /** The section at {@code node}; every key that {@code keys} does not hold is an error. */
  static Section of(MappingNode node, Key.Group keys, String path, Reading reading) {
    var section = new Section(keys, Spot.of(node), path, reading);
    section.take(node);
    return section;
  }

  /** Stands for a section that is absent: every key has its fallback. */
  private static Section absent(Key.Group keys, Spot spot, String path, Reading reading) {
    return new Section(keys, spot, path, reading);
  }

  Reading reading() {
    return reading;
  }

  /** Where the section stands: at its name, if it has one. */
  Spot place() {
    return spot;
  }

  String path() {
    return path;
  }

  boolean has(String key) {
    keys.key(key);
    return values.containsKey(key);
  }

  /** Where {@code key} stands, or the section if it does not. */
  Spot spot(String key) {
    return keySpots.getOrDefault(key, spot);
  }

  void error(String key, String message) {
    reading.problems().error(spot(key), at(key), message);
  }

  /** Reports {@code key} as missing, unless it stands there without a value, which was reported. */
  private void missing(String key) {
    if (!keySpots.containsKey(key)) {
      error(key, "is missing (expected: " + keys.key(key).holds() + ")");
    }
  }

  /** What stands at {@code key}, else its fallback. */
  <T> T get(String key, Format<T> format) {
    T found = find(key, format);
    return found == null ? format.placeholder() : found;
  }

  /** As {@link #get}, where this section cannot do without a key that others can. */
  <T> T needed(String key, Format<T> format) {
    if (!values.containsKey(key)) {
      missing(key);
      return format.placeholder();
    }
    return get(key, format);
  }

  /** As {@link #get}, but null where the key is absent and has no fallback. */
  <T> @Nullable T find(String key, Format<T> format) {
    Key declared = keys.key(key);
    Value value = values.get(key);
    if (value != null) {
      return value.read(format);
    }
    if (declared.required()) {
      missing(key);
      return format.placeholder();
    }
    return declared.fallback().isEmpty() ? null : format.parse().apply(declared.fallback());
  }

  /** The secret at {@code key}, which must be there. */
  Secret secret(String key, boolean forHeader) {
    Value value = values.get(key);
    if (value == null) {
      missing(key);
      return Value.UNREADABLE;
    }
    return value.secret(forHeader);
  }

  /** The value at {@code key} as it stands, or null. */
  @Nullable Value value(String key) {
    keys.key(key);
    return values.get(key);
  }

  /** The section at {@code key}; where there is none, one in which every key has its fallback. */
  Section section(String key, Key.Group inner) {
    Value value = values.get(key);
    if (value == null) {
      if (keys.key(key).required()) {
        missing(key);
      }
      return absent(inner, spot, at(key), reading);
    }
    if (value.node() instanceof MappingNode mapping) {
      return of(mapping, inner, at(key), reading);
    }
    value.error("is not a section (expected: " + String.join(", ", inner.names()) + ")");
    return absent(inner, value.spot(), at(key), reading);
  }

  /** The elements of the list at {@code key}; empty where there is none. */
  List<Value> list(String key) {
    Value value = values.get(key);
    if (value == null) {
      if (keys.key(key).required()) {
        missing(key);
      }
      return List.of();
    }
    if (!(value.node() instanceof SequenceNode sequence)) {
      value.error("is not a list (expected: " + keys.key(key).holds() + ")");
      return List.of();
    }
    var elements = new ArrayList<Value>();
    for (Node element : sequence.getValue()) {
      elements.add(new Value(element, at(key) + "[" + elements.size() + "]", reading));
    }
    return elements;
  }

  /** As {@link #list}, where at least one element is expected. */
  List<Value> filled(String key) {
    List<Value> elements = list(key);
    Value value = values.get(key);
    if (value != null && value.node() instanceof SequenceNode && elements.isEmpty()) {
      value.error("is an empty list (expected: " + keys.key(key).holds() + ")");
    }
    return elements;
  }

  /** The sections in the list at {@code key}. */
  List<Section> sections(String key, Key.Group inner) {
    var sections = new ArrayList<Section>();
    for (Value element : filled(key)) {
      if (element.node() instanceof MappingNode mapping) {
        sections.add(of(mapping, inner, element.path(), reading));
      } else {
        element.error("is not a section (expected: " + String.join(", ", inner.names()) + ")");
      }
    }
    return sections;
  }

  /** The distinct values in the list at {@code key}; a repeated one is an error. */
  <T> Set<T> set(String key, Format<T> format) {
    var found = new LinkedHashSet<T>();
    for (Value element : list(key)) {
      if (!found.add(element.read(format))) {
        element.error("is in the list already");
      }
    }
    return found;
  }

  /** The names in the list at {@code key}, each of which must be declared somewhere. */
  Set<String> references(String key, Names.Kind kind) {
    var found = new LinkedHashSet<String>();
    for (Value element : list(key)) {
      String name = element.read(Formats.NAMES);
      if (!found.add(name)) {
        element.error("'" + name + "' is in the list already");
      } else if (!name.equals(Formats.NAMES.placeholder())) {
        reading.names().refer(kind, name, element.spot(), element.path());
      }
    }
    return found;
  }

  /** The sections at {@code key} by name, in file order. */
  Map<String, Section> named(String key, Key.Group inner) {
    Value value = values.get(key);
    var found = new LinkedHashMap<String, Section>();
    if (value == null) {
      section(key, inner);
    } else if (value.node() instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        addNamed(found, tuple, at(key), inner);
      }
      if (found.isEmpty()) {
        value.error("is empty (expected: " + keys.key(key).holds() + ")");
      }
    } else {
      value.error("is not a section (expected: " + keys.key(key).holds() + ")");
    }
    return found;
  }

  /**
   * What {@code maker} makes; null, and the error reported at the field that the exception's
   * message names first, where the record refuses what it is given.
   */
  <T> @Nullable T make(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      int colon = message.indexOf(": ");
      String field = colon < 0 ? "" : message.substring(0, colon);
      if (keys.has(field)) {
        error(field, message.substring(colon + 2));
      } else {
        reading.problems().error(spot, path, message);
      }
      return null;
    }
  }

  private void addNamed(
      Map<String, Section> found, NodeTuple tuple, String parent, Key.Group inner) {
    var key = new Value(tuple.getKeyNode(), parent, reading);
    String name = key.read(Formats.NAMES);
    String child = parent + "." + name;
    var body = new Value(tuple.getValueNode(), child, reading);
    if (found.containsKey(name)) {
      key.error("'" + name + "' is there already");
    } else if (body.node() instanceof MappingNode mapping) {
      reading.problems().stands(child, key.spot());
      found.put(name, new Section(inner, key.spot(), child, reading).take(mapping));
    } else {
      body.error("is not a section (expected: " + String.join(", ", inner.names()) + ")");
      found.put(name, absent(inner, key.spot(), child, reading));
    }
  }

  private Section take(MappingNode node) {
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
      Spot where = Spot.of(key);
      if (!keys.has(name)) {
        String near = Suggestion.near(name, keys.names());
        String known = near.isEmpty() ? " (expected: " + String.join(", ", keys.names()) + ")" : "";
        reading.problems().error(where, at(shown(name)), "unknown key" + near + known);
      } else if (keySpots.putIfAbsent(name, where) != null) {
        reading.problems().error(where, at(name), "is there already");
      } else if (tuple.getValueNode().getTag().equals(Tag.NULL)) {
        error(name, "is empty (expected: " + keys.key(name).holds() + ")");
      } else {
        values.put(name, new Value(tuple.getValueNode(), at(name), reading));
        reading.problems().stands(at(name), where);
      }
    }
    return this;
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Keys that are ours are words; anything else may be a value in the wrong place. */
  private static String shown(String key) {
    return key.matches("[A-Za-z_][A-Za-z0-9_-]{0,39}") ? key : "?";
  }
}
