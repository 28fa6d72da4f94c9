package dev.isthmus.server.http;

import dev.isthmus.core.call.HeaderView;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's headers beside the key that its address gave. The key is no header: whoever copies
 * headers never sees it. Threads: one event loop.
 */
final class KeyedHead implements HeaderView {
  private final HeaderView headers;
  private final String key;

  KeyedHead(HeaderView headers, String key) {
    this.headers = headers;
    this.key = key;
  }

  @Override
  public String keyInAddress() {
    return key;
  }

  @Override
  public void done() {
    headers.done();
  }

  @Override
  public @Nullable String get(String name) {
    return headers.get(name);
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    headers.forEach(visitor);
  }

  @Override
  public void forEach(String name, BiConsumer<String, String> visitor) {
    headers.forEach(name, visitor);
  }

  @Override
  public void forEachFrom(String prefix, BiConsumer<String, String> visitor) {
    headers.forEachFrom(prefix, visitor);
  }
}
