package dev.isthmus.core.govern;

import dev.isthmus.core.call.HeaderView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Headers in a list, as often and in the order a test wants them. */
final class Headers implements HeaderView {
  private final List<Map.Entry<String, String>> entries = new ArrayList<>();
  private @Nullable String addressKey;

  static Headers of(String... namesAndValues) {
    Headers headers = new Headers();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.entries.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return headers;
  }

  /** As an edge shows the key of an address. */
  Headers withAddressKey(String key) {
    Headers with = and(new Headers());
    with.addressKey = key;
    return with;
  }

  @Override
  public @Nullable String keyInAddress() {
    return addressKey;
  }

  Headers and(Headers more) {
    Headers both = new Headers();
    both.entries.addAll(entries);
    both.entries.addAll(more.entries);
    return both;
  }

  @Override
  public @Nullable String get(String name) {
    return entries.stream()
        .filter(entry -> entry.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    entries.forEach(entry -> visitor.accept(entry.getKey(), entry.getValue()));
  }
}
