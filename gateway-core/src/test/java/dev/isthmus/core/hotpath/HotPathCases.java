package dev.isthmus.core.hotpath;

import java.util.List;
import java.util.stream.Stream;

/** All of them. */
public final class HotPathCases {
  private HotPathCases() {}

  public static List<HotPathCase> all() {
    return Stream.of(
            ScanCases.all(),
            TapCases.all(),
            CallCases.all(),
            DeploymentCases.all(),
            ExchangeCases.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The one of that name. */
  public static HotPathCase named(String name) {
    return all().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": no such case"));
  }
}
