package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HeaderView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A copy of a refusal's headers, for when its body has come. Threads: one event loop. */
final class KeptHeaders implements HeaderView {
  private final List<String> pairs = new ArrayList<>();

  KeptHeaders(HeaderView headers) {
    headers.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(value);
        });
  }

  @Override
  public @Nullable String get(String name) {
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name)) {
        return pairs.get(i + 1);
      }
    }
    return null;
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    for (int i = 0; i < pairs.size(); i += 2) {
      visitor.accept(pairs.get(i), pairs.get(i + 1));
    }
  }
}
