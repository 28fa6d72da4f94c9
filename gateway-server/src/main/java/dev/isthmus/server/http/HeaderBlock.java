package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.isthmus.core.call.HeaderView;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one HTTP/1.1 request, as the bytes they came in; a value becomes a string when
 * somebody asks for it.
 *
 * <p>Shape: names are lower case already, values have no white space around them. Threads: one
 * event loop. It stays valid for as long as anybody holds it.
 */
final class HeaderBlock implements HeaderView {
  private static final int FIRST_FIELDS = 16;

  private final byte[] bytes;
  private final int[] edges;
  private final int count;

  private HeaderBlock(byte[] bytes, int[] edges, int count) {
    this.bytes = bytes;
    this.edges = edges;
    this.count = count;
  }

  /** Collects the edges of fields while their bytes still arrive. */
  static final class Collector {
    private int[] edges = new int[FIRST_FIELDS * 4];
    private int count;

    void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
      int at = count * 4;
      if (at == edges.length) {
        edges = Arrays.copyOf(edges, at * 2);
      }
      edges[at] = nameStart;
      edges[at + 1] = nameEnd;
      edges[at + 2] = valueStart;
      edges[at + 3] = valueEnd;
      count++;
    }

    int count() {
      return count;
    }

    /** The block over {@code bytes}, which nobody may change from now on. */
    HeaderBlock over(byte[] bytes) {
      return new HeaderBlock(bytes, edges, count);
    }
  }

  @Override
  public @Nullable String get(String name) {
    int at = find(name, 0);
    return at < 0 ? null : value(at);
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    for (int i = 0; i < count; i++) {
      visitor.accept(text(edges[i * 4], edges[i * 4 + 1]), value(i));
    }
  }

  /** The index of the first field called {@code name} (lower case) from {@code from} on, or −1. */
  int find(String name, int from) {
    for (int i = from; i < count; i++) {
      if (edges[i * 4 + 1] - edges[i * 4] == name.length() && matches(edges[i * 4], name)) {
        return i;
      }
    }
    return -1;
  }

  String value(int index) {
    return text(edges[index * 4 + 2], edges[index * 4 + 3]);
  }

  private boolean matches(int start, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (bytes[start + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, ISO_8859_1);
  }
}
