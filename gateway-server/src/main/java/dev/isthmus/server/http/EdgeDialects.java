package dev.isthmus.server.http;

import dev.isthmus.core.dialect.Dialect;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The protocols that callers speak here, one for each {@link Tongue}. Immutable. */
public final class EdgeDialects {
  private final Map<Tongue, Dialect> dialects;

  public EdgeDialects(Function<Tongue, Dialect> dialects) {
    this.dialects =
        Arrays.stream(Tongue.values())
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    dialects,
                    (one, other) -> one,
                    () -> new EnumMap<>(Tongue.class)));
  }

  Dialect of(Tongue tongue) {
    Dialect dialect = dialects.get(tongue);
    if (dialect == null) {
      throw new IllegalStateException("tongue: " + tongue + " has no dialect");
    }
    return dialect;
  }
}
