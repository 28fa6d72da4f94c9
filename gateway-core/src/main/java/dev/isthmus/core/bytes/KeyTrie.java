package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds declared keys byte by byte, in any case, in time that no choice of keys can lengthen: for
 * keys that the {@link KeyTable} does not take, which come in pieces, with escapes or in capitals.
 *
 * <p>Shape: one tree of ASCII bytes per object that has declared members. A node's children stand
 * side by side in ascending order, so that a child is found by counting the bits of a 128-bit set
 * below its own. Threads: any; immutable.
 */
final class KeyTrie {
  /** No node, no place: the key is not a declared one. */
  static final int NONE = -1;

  private static final int UPPER_HALF = 0x40;

  /** The bit in which an ASCII letter differs from itself in the other case. */
  private static final int CASE = 0x20;

  private final long[] low;
  private final long[] high;
  private final int[] firstChild;
  private final int[] place;

  /**
   * @param roots for each object the places of its members by key; the tree of {@code roots.get(i)}
   *     starts at node {@code i}
   */
  KeyTrie(List<Map<String, Integer>> roots) {
    List<Node> nodes = flatten(roots);
    low = new long[nodes.size()];
    high = new long[nodes.size()];
    firstChild = new int[nodes.size()];
    place = new int[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      firstChild[i] = node.firstChild;
      place[i] = node.place;
      for (int b : node.children.keySet()) {
        (b < UPPER_HALF ? low : high)[i] |= 1L << b;
      }
    }
  }

  /** The node after {@code node} for the ASCII byte {@code b}, or {@link #NONE}. */
  @HotPath
  int step(int node, int b) {
    long bit = 1L << b;
    boolean upper = (b & UPPER_HALF) != 0;
    long set = upper ? high[node] : low[node];
    if ((set & bit) == 0) {
      return NONE;
    }
    int before = Long.bitCount(set & (bit - 1)) + (upper ? Long.bitCount(low[node]) : 0);
    return firstChild[node] + before;
  }

  /** As {@link #step}, for the ASCII letter {@code b} in its other case. */
  int stepInOtherCase(int node, int b) {
    int other = b ^ CASE;
    int lower = b | CASE;
    return lower >= 'a' && lower <= 'z' ? step(node, other) : NONE;
  }

  /** The place of the key that ends at {@code node}, or {@link #NONE}. */
  int place(int node) {
    return place[node];
  }

  private static List<Node> flatten(List<Map<String, Integer>> roots) {
    List<Node> nodes = new ArrayList<>();
    for (Map<String, Integer> members : roots) {
      Node root = new Node();
      members.forEach(root::add);
      nodes.add(root);
    }
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).firstChild = nodes.size();
      nodes.addAll(nodes.get(i).children.values());
    }
    return nodes;
  }

  private static final class Node {
    private final TreeMap<Integer, Node> children = new TreeMap<>();
    private int place = NONE;
    private int firstChild;

    private void add(String key, int keyPlace) {
      Node node = this;
      for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
        if (b < 0) {
          throw new IllegalArgumentException("key: '" + key + "' (expected: ASCII)");
        }
        node = node.children.computeIfAbsent((int) b, unused -> new Node());
      }
      node.place = keyPlace;
    }
  }
}
