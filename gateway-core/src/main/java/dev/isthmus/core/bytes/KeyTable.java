package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Finds the declared keys of one object in a few comparisons each: by their first and last eight
 * bytes, whole words that mostly say it all.
 *
 * <p>Shape: a table with open addresses, at most a quarter of it full, so that no choice of keys
 * can lengthen the search by more than a few slots. A key is filed regardless of case, because some
 * parsers read it so. Threads: any; immutable.
 */
@HotPath
final class KeyTable {
  static final int NONE = KeyTrie.NONE;

  /** Not a declared key, unless maybe in another case: ask the {@link KeyTrie}. */
  static final int UNSURE = -2;

  /** The fewest slots for each key. */
  private static final int ROOM = 4;

  /** Of a slot: the key's first bytes, its last ones, its length, and the place. */
  private static final int FIELDS = 4;

  private static final int LAST = 1;
  private static final int LENGTH = 2;
  private static final int PLACE = 3;

  private static final long PRIME = 0x9E3779B97F4A7C15L;
  private static final int ROTATION = 21;

  /** The bits in which ASCII letters differ from themselves in the other case. */
  private static final long CASES = 0x2020202020202020L;

  private final long[] slots;
  private final byte[][] keys;
  private final int shift;

  /** A table of the places of {@code members} by key. */
  KeyTable(Map<String, Integer> members) {
    int size = Integer.highestOneBit(members.size() * ROOM - 1) << 1;
    shift = Long.SIZE - Integer.numberOfTrailingZeros(size);
    slots = new long[size * FIELDS];
    keys = new byte[size][];
    members.forEach(this::file);
  }

  private void file(String name, int place) {
    byte[] key = name.getBytes(StandardCharsets.US_ASCII);
    byte[] padded = Arrays.copyOf(key, key.length + Long.BYTES);
    long first = first(padded, 0, key.length);
    long last = last(padded, 0, key.length, first);
    int at = slot(first, last, key.length);
    while (slots[at + LENGTH] != 0) {
      at = next(at);
    }
    slots[at] = first;
    slots[at + LAST] = last;
    slots[at + LENGTH] = key.length;
    slots[at + PLACE] = place;
    keys[at / FIELDS] = key;
  }

  /** Whether {@link #find} may be asked: it reads whole words. */
  static boolean reaches(byte[] bytes, int from) {
    return from <= bytes.length - Long.BYTES;
  }

  /** The place of the plain ASCII key from {@code from}, {@link #NONE} or {@link #UNSURE}. */
  int find(byte[] bytes, int from, int length) {
    long first = first(bytes, from, length);
    long last = last(bytes, from, length, first);
    int found = NONE;
    for (int at = slot(first, last, length); slots[at + LENGTH] != 0; at = next(at)) {
      if (slots[at] == first
          && slots[at + LAST] == last
          && slots[at + LENGTH] == length
          && middleIs(keys[at / FIELDS], bytes, from)) {
        return (int) slots[at + PLACE];
      }
      found = isNear(at, first, length) ? UNSURE : found;
    }
    return found;
  }

  private boolean isNear(int at, long first, int length) {
    return slots[at + LENGTH] == length && ((slots[at] ^ first) & ~CASES) == 0;
  }

  private static boolean middleIs(byte[] key, byte[] bytes, int from) {
    int to = key.length - Long.BYTES;
    return to <= Long.BYTES
        || Arrays.equals(key, Long.BYTES, to, bytes, from + Long.BYTES, from + to);
  }

  private int slot(long first, long last, int length) {
    long folded = (first | CASES) ^ Long.rotateLeft(last | CASES, ROTATION);
    return (int) (((folded + length) * PRIME) >>> shift) * FIELDS;
  }

  private int next(int at) {
    return (at + FIELDS) & (slots.length - 1);
  }

  private static long first(byte[] bytes, int from, int length) {
    long word = WordScan.word(bytes, from);
    return length >= Long.BYTES ? word : word & ~(-1L << (Byte.SIZE * length));
  }

  private static long last(byte[] bytes, int from, int length, long first) {
    return length > Long.BYTES ? WordScan.word(bytes, from + length - Long.BYTES) : first;
  }
}
