package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.isthmus.core.bytes.NameKinds;
import dev.isthmus.core.call.HeaderView;
import io.netty.util.Recycler;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one HTTP/1.1 request, as the bytes they came in; a value becomes a string when
 * somebody asks for it.
 *
 * <p>Shape: names are lower case already, values have no white space around them. Threads: one
 * event loop. Life: from {@link #take} until nobody asks any more, at the latest when the answer is
 * over, and {@link #release} is called; then another request may stand in it.
 */
final class HeaderBlock implements HeaderView {
  static final int FIRST_BYTES = 1024;

  private static final int FIRST_FIELDS = 16;

  /** Blocks that an event loop keeps, and how large one may have grown. */
  private static final int MOST_SPARE = 256;

  private static final int LARGEST_SPARE_BYTES = 8 << 10;

  private static final Recycler<HeaderBlock> SPARE =
      new Recycler<>(MOST_SPARE, 0, MOST_SPARE / 2) {
        @Override
        protected HeaderBlock newObject(Handle<HeaderBlock> handle) {
          return new HeaderBlock(handle);
        }
      };

  private final Recycler.Handle<HeaderBlock> handle;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int[] edges = new int[FIRST_FIELDS * 4];
  private int count;

  /** What {@link NameKinds} knows of the names. */
  private long kinds;

  private @Nullable Http1Request owner;

  private HeaderBlock(Recycler.Handle<HeaderBlock> handle) {
    this.handle = handle;
  }

  /** An empty block. */
  static HeaderBlock take() {
    HeaderBlock block = SPARE.get();
    block.count = 0;
    block.kinds = 0;
    return block;
  }

  /** Whose block it is: who releases it. */
  void belongsTo(Http1Request request) {
    owner = request;
  }

  @Override
  public void done() {
    if (owner != null) {
      owner.release();
    }
  }

  /** Gives the block back; nobody reads it any more, nor finds a key or a prompt in it. */
  void release() {
    owner = null;
    if (bytes.length <= LARGEST_SPARE_BYTES) {
      Arrays.fill(bytes, (byte) 0);
      handle.recycle(this);
    }
  }

  /** The whole head's bytes, to be filled by the parser. */
  byte[] bytes() {
    return bytes;
  }

  /** As {@link #bytes}, twice as long. */
  byte[] grow() {
    bytes = Arrays.copyOf(bytes, bytes.length * 2);
    return bytes;
  }

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
    kinds |= NameKinds.of(bytes, nameStart, nameEnd);
  }

  int count() {
    return count;
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

  @Override
  public void forEach(String name, BiConsumer<String, String> visitor) {
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      visitor.accept(name, value(i));
    }
  }

  @Override
  public void forEachFrom(String prefix, BiConsumer<String, String> visitor) {
    for (int i = 0; i < count; i++) {
      int length = edges[i * 4 + 1] - edges[i * 4];
      if (length >= prefix.length() && matches(edges[i * 4], prefix)) {
        visitor.accept(text(edges[i * 4], edges[i * 4 + 1]), value(i));
      }
    }
  }

  /** The index of the first field called {@code name} (lower case) from {@code from} on, or −1. */
  int find(String name, int from) {
    if ((kinds & NameKinds.of(name)) == 0) {
      return -1;
    }
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

  /** Whether the value at {@code index} is {@code text}. */
  boolean valueIs(int index, String text) {
    int start = edges[index * 4 + 2];
    return edges[index * 4 + 3] - start == text.length() && matches(start, text);
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
