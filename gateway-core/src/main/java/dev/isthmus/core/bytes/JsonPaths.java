package dev.isthmus.core.bytes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a document that somebody wants to know about, such as {@code usage.prompt_tokens}
 * or {@code choices[].delta.content}; {@code []} stands for every element of an array.
 *
 * <p>Threads: any; immutable. Errors: a path that was not declared or is malformed is a bug and
 * throws.
 */
public final class JsonPaths {
  static final int NONE = KeyTrie.NONE;

  /** The place of the document itself. */
  static final int ROOT = 0;

  /** Guarded keys are bits of a long. */
  private static final int MAX_GUARDED = 64;

  private final Map<String, Integer> ids;
  private final KeyTrie trie;
  private final int[] keys;
  private final int[] element;
  private final int[] id;
  private final long[] guard;
  private final int[] captureBytes;
  private final byte[] @Nullable [] counted;
  private final BitSet countedStarts;

  private JsonPaths(Builder builder) {
    List<Place> places = builder.places;
    List<Map<String, Integer>> objects = new ArrayList<>();
    keys = new int[places.size()];
    element = new int[places.size()];
    id = new int[places.size()];
    guard = new long[places.size()];
    long nextGuard = 1;
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      keys[i] = place.members.isEmpty() ? NONE : objects.size();
      if (!place.members.isEmpty()) {
        objects.add(place.members);
      }
      element[i] = place.element;
      id[i] = place.id;
      if (place.guarded) {
        guard[i] = nextGuard;
        nextGuard <<= 1;
      }
    }
    if (Long.bitCount(nextGuard - 1) >= MAX_GUARDED) {
      throw new IllegalArgumentException("guarded keys: more than " + (MAX_GUARDED - 1));
    }
    trie = new KeyTrie(objects);
    ids = Map.copyOf(builder.ids);
    captureBytes = builder.captureBytes.stream().mapToInt(Integer::intValue).toArray();
    counted = builder.counted.toArray(new byte[0][]);
    countedStarts = (BitSet) builder.countedStarts.clone();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The number by which a scanner knows {@code path}. */
  public int id(String path) {
    Integer found = ids.get(path);
    if (found == null) {
      throw new IllegalArgumentException("path: '" + path + "' (expected: a declared one)");
    }
    return found;
  }

  /** How many paths there are; their ids are below it. */
  int size() {
    return captureBytes.length;
  }

  KeyTrie trie() {
    return trie;
  }

  /** The tree of the keys declared below {@code place}, or {@link #NONE}. */
  int keys(int place) {
    return place == NONE ? NONE : keys[place];
  }

  /** The place of the elements of the array at {@code place}, or {@link #NONE}. */
  int element(int place) {
    return place == NONE ? NONE : element[place];
  }

  /** The id of the path that ends at {@code place}, or {@link #NONE}. */
  int idAt(int place) {
    return place == NONE ? NONE : id[place];
  }

  /** The bit of the guarded key at {@code place}, or 0. */
  long guard(int place) {
    return place == NONE ? 0 : guard[place];
  }

  /** Bytes of text to keep of the strings at path {@code id}; 0 for none. */
  int captureBytes(int path) {
    return captureBytes[path];
  }

  /** The text whose occurrences at path {@code id} are counted, or null for every value. */
  byte @Nullable [] counted(int path) {
    return counted[path];
  }

  /** Whether a string need only begin with the text that is counted at path {@code id}. */
  boolean countsStarts(int path) {
    return countedStarts.get(path);
  }

  /** Collects paths. Threads: one. */
  public static final class Builder {
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<Integer> captureBytes = new ArrayList<>();
    private final List<byte @Nullable []> counted = new ArrayList<>();
    private final BitSet countedStarts = new BitSet();

    private Builder() {
      places.add(new Place());
    }

    /** Declares paths of which type, range and number are wanted. */
    public Builder path(String... paths) {
      Arrays.stream(paths).forEach(this::declare);
      return this;
    }

    /** Declares a path whose string is wanted too, where it has at most {@code maxBytes}. */
    public Builder captured(String path, int maxBytes) {
      captureBytes.set(declare(path), maxBytes);
      return this;
    }

    /** Declares a path of which only the strings equal to {@code text} are counted. */
    public Builder counted(String path, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int id = declare(path);
      counted.set(id, bytes);
      captureBytes.set(id, Math.max(bytes.length, captureBytes.get(id)));
      return this;
    }

    /** Declares a path of which only the strings that begin with {@code text} are counted. */
    public Builder countedStart(String path, String text) {
      counted(path, text);
      countedStarts.set(declare(path));
      return this;
    }

    /**
     * Declares paths whose keys, up to the first {@code []}, must stand once in their object and be
     * written plainly: for documents that a second parser reads behind us.
     */
    public Builder guarded(String... paths) {
      for (String path : paths) {
        declare(path);
        int place = ROOT;
        for (String key : steps(path)) {
          if (key.isEmpty()) {
            break;
          }
          place = child(place, key);
          places.get(place).guarded = true;
        }
      }
      return this;
    }

    public JsonPaths build() {
      return new JsonPaths(this);
    }

    private int declare(String path) {
      int place = ROOT;
      for (String key : steps(path)) {
        place = key.isEmpty() ? elementOf(place) : child(place, key);
      }
      int known = ids.computeIfAbsent(path, unused -> ids.size());
      if (known == captureBytes.size()) {
        captureBytes.add(0);
        counted.add(null);
        places.get(place).id = known;
      }
      return known;
    }

    private int child(int place, String key) {
      return places.get(place).members.computeIfAbsent(key, unused -> newPlace());
    }

    private int elementOf(int place) {
      if (places.get(place).element == NONE) {
        places.get(place).element = newPlace();
      }
      return places.get(place).element;
    }

    private int newPlace() {
      places.add(new Place());
      return places.size() - 1;
    }

    /** The keys of {@code path} in order; an empty one stands for {@code []}. */
    private static List<String> steps(String path) {
      List<String> steps = new ArrayList<>();
      for (String part : path.split("\\.", -1)) {
        String key = part;
        while (key.endsWith("[]")) {
          key = key.substring(0, key.length() - 2);
        }
        if (key.isEmpty()) {
          throw new IllegalArgumentException("path: '" + path + "' (expected: a.b[].c)");
        }
        steps.add(key);
        for (int i = key.length(); i < part.length(); i += 2) {
          steps.add("");
        }
      }
      return steps;
    }
  }

  /** One place while paths are collected. */
  private static final class Place {
    private final Map<String, Integer> members = new LinkedHashMap<>();
    private int element = NONE;
    private int id = NONE;
    private boolean guarded;
  }
}
