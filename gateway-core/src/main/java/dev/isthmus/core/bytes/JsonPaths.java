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
 * <p>Life: made once for each kind of document, since every thread that scans keeps spare tables
 * for it. Threads: any; immutable but for those. Errors: a path that was not declared or is
 * malformed is a bug and throws.
 */
public final class JsonPaths {
  static final int NONE = KeyTrie.NONE;

  /** Guarded keys are bits of a long, and so are the paths that make up sets. */
  static final int SET_BITS = Long.SIZE;

  private final Map<String, Integer> ids;
  private final KeyTrie trie;
  private final int root;
  private final int[] trees;
  private final @Nullable KeyTable[] keys;
  private final int[] element;
  private final long[] guard;
  private final int[] captureBytes;
  private final byte[] @Nullable [] counted;
  private final BitSet countedStarts;
  private final JsonTables none;
  private final JsonTables.Stash tables;

  private JsonPaths(Builder builder) {
    List<Place> places = builder.numbered();
    List<Map<String, Integer>> objects = new ArrayList<>();
    trees = new int[places.size()];
    keys = new @Nullable KeyTable[places.size()];
    element = new int[places.size()];
    guard = new long[places.size()];
    int guarded = 0;
    for (Place place : places) {
      int at = place.number;
      trees[at] = place.members.isEmpty() ? NONE : objects.size();
      if (!place.members.isEmpty()) {
        objects.add(place.numbers());
        keys[at] = new KeyTable(place.numbers());
      }
      element[at] = place.element == null ? NONE : place.element.number;
      guard[at] = place.guarded ? 1L << guarded++ : 0;
    }
    if (guarded > SET_BITS) {
      throw new IllegalArgumentException("guarded keys: more than " + SET_BITS);
    }
    trie = new KeyTrie(objects);
    root = builder.root.number;
    ids = Map.copyOf(builder.ids);
    captureBytes = builder.captureBytes.stream().mapToInt(Integer::intValue).toArray();
    counted = builder.counted.toArray(new byte[0][]);
    countedStarts = (BitSet) builder.countedStarts.clone();
    none = JsonTables.none(this);
    tables = new JsonTables.Stash(this);
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

  /** Some of the first {@value #SET_BITS} paths as one set, each the bit of its number. */
  public long set(String... paths) {
    long set = 0;
    for (String path : paths) {
      int id = id(path);
      if (id >= SET_BITS) {
        throw new IllegalArgumentException("path: '" + path + "' (expected: one of the first 64)");
      }
      set |= 1L << id;
    }
    return set;
  }

  /** How many paths there are; their ids are below it, and are the places at which they end. */
  int size() {
    return captureBytes.length;
  }

  KeyTrie trie() {
    return trie;
  }

  /** What every scanner has between two documents. */
  JsonTables noTables() {
    return none;
  }

  /** Where a scanner borrows its tables for one document. */
  JsonTables.Stash tables() {
    return tables;
  }

  /** The place of the document itself. */
  int root() {
    return root;
  }

  /** The tree of the keys declared below {@code place}, or {@link #NONE}. */
  int tree(int place) {
    return place == NONE ? NONE : trees[place];
  }

  /** The same keys as a table, or null. */
  @Nullable KeyTable keys(int place) {
    return place == NONE ? null : keys[place];
  }

  /** The place of the elements of the array at {@code place}, or {@link #NONE}. */
  int element(int place) {
    return place == NONE ? NONE : element[place];
  }

  /** Whether a path ends at {@code place}, which then is its id. */
  boolean isPath(int place) {
    return place >= 0 && place < captureBytes.length;
  }

  /** The bit of the guarded key at {@code place}, or 0. */
  long guard(int place) {
    return place == NONE ? 0 : guard[place];
  }

  /** Bytes of text to keep of the strings at path {@code id}; 0 for none. */
  int captureBytes(int path) {
    return captureBytes[path];
  }

  /** Whether any text of the strings at path {@code id} is kept. */
  boolean captures(int path) {
    return captureBytes[path] > 0;
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
    private final Place root = new Place();
    private final List<Place> places = new ArrayList<>(List.of(root));
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<Integer> captureBytes = new ArrayList<>();
    private final List<byte @Nullable []> counted = new ArrayList<>();
    private final BitSet countedStarts = new BitSet();

    private Builder() {}

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
        Place place = root;
        for (String key : steps(path)) {
          if (key.isEmpty()) {
            break;
          }
          place = child(place, key);
          place.guarded = true;
        }
      }
      return this;
    }

    public JsonPaths build() {
      return new JsonPaths(this);
    }

    private int declare(String path) {
      Place place = root;
      for (String key : steps(path)) {
        place = key.isEmpty() ? elementOf(place) : child(place, key);
      }
      int known = ids.computeIfAbsent(path, unused -> ids.size());
      if (known == captureBytes.size()) {
        captureBytes.add(0);
        counted.add(null);
        place.number = known;
      }
      return known;
    }

    private Place child(Place place, String key) {
      return place.members.computeIfAbsent(key, unused -> newPlace());
    }

    private Place elementOf(Place place) {
      Place known = place.element;
      if (known == null) {
        known = newPlace();
        place.element = known;
      }
      return known;
    }

    private Place newPlace() {
      Place place = new Place();
      places.add(place);
      return place;
    }

    /** All places: those where a path ends have its id, the others follow. */
    private List<Place> numbered() {
      int next = ids.size();
      for (Place place : places) {
        if (place.number == NONE) {
          place.number = next++;
        }
      }
      return places;
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
    private final Map<String, Place> members = new LinkedHashMap<>();
    private @Nullable Place element;
    private int number = NONE;
    private boolean guarded;

    private Map<String, Integer> numbers() {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      members.forEach((key, place) -> numbers.put(key, place.number));
      return numbers;
    }
  }
}
