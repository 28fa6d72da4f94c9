package dev.isthmus.server.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One key of a section: the reader and the reference page are both made from it.
 *
 * @param holds what its value looks like
 * @param fallback the text that holds where the key is absent; empty where nothing does
 * @param doc what it is for, in one sentence
 */
record Key(String name, String holds, String fallback, boolean required, String doc) {

  /** A key that must be there. */
  static Key required(String name, String holds, String doc) {
    return new Key(name, holds, "", true, doc);
  }

  /** A key that may be absent, and then nothing is said. */
  static Key optional(String name, String holds, String doc) {
    return new Key(name, holds, "", false, doc);
  }

  /** A key that may be absent, and then {@code fallback} holds. */
  static Key or(String fallback, String name, String holds, String doc) {
    return new Key(name, holds, fallback, false, doc);
  }

  /** The keys that one kind of section may have, in the order of the reference page. */
  static final class Group {
    private final String title;
    private final String doc;
    private final List<Key> keys;
    private final Map<String, Key> byName;

    Group(String title, String doc, Key... keys) {
      this(title, doc, List.of(keys));
    }

    Group(String title, String doc, List<Key> keys) {
      this.title = title;
      this.doc = doc;
      this.keys = List.copyOf(keys);
      this.byName = this.keys.stream().collect(Collectors.toMap(Key::name, key -> key));
    }

    String title() {
      return title;
    }

    String doc() {
      return doc;
    }

    List<Key> keys() {
      return keys;
    }

    List<String> names() {
      return keys.stream().map(Key::name).toList();
    }

    boolean has(String name) {
      return byName.containsKey(name);
    }

    Key key(String name) {
      Key key = byName.get(name);
      if (key == null) {
        throw new IllegalArgumentException("key: " + name + " (expected: one of " + names() + ")");
      }
      return key;
    }
  }
}
