package dev.isthmus.core.provider;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of providers that there are, in the order of the file that lists them. */
public final class ProviderKinds {
  private static final List<ProviderKind> ALL =
      ServiceLoader.load(ProviderKind.class, ProviderKind.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private ProviderKinds() {}

  public static List<ProviderKind> all() {
    return ALL;
  }

  /** The kind that configuration calls {@code type}, or null. */
  public static @Nullable ProviderKind named(String type) {
    return ALL.stream().filter(kind -> kind.type().equals(type)).findFirst().orElse(null);
  }

  /** Their types, in order. */
  public static List<String> types() {
    return ALL.stream().map(ProviderKind::type).toList();
  }

  /** The types of those that may be signed in to in this way. */
  public static List<String> knownBy(SignIn way) {
    return ALL.stream()
        .filter(kind -> kind.signIns().contains(way))
        .map(ProviderKind::type)
        .toList();
  }

  /** The types of those that have a setting of this name. */
  public static Set<String> with(String setting) {
    return ALL.stream()
        .filter(kind -> kind.settings().stream().anyMatch(one -> one.name().equals(setting)))
        .map(ProviderKind::type)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Every setting that some kind has, each once. */
  public static List<Setting> settings() {
    return ALL.stream()
        .flatMap(kind -> kind.settings().stream())
        .collect(
            Collectors.toMap(
                Setting::name, one -> one, (first, again) -> first, LinkedHashMap::new))
        .values()
        .stream()
        .toList();
  }
}
