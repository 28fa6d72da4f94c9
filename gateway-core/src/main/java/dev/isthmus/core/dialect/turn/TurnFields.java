package dev.isthmus.core.dialect.turn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All fields of one dialect's requests, by the keys that callers write. Threads: any. */
public final class TurnFields<F extends Enum<F> & TurnField> {
  private final Class<F> type;
  private final UnaryOperator<String> spelling;
  private final Map<String, F> byKey = new LinkedHashMap<>();

  private TurnFields(Class<F> type, UnaryOperator<String> spelling) {
    this.type = type;
    this.spelling = spelling;
    for (F field : type.getEnumConstants()) {
      byKey.put(field.key(), field);
    }
  }

  public static <F extends Enum<F> & TurnField> TurnFields<F> of(Class<F> type) {
    return of(type, UnaryOperator.identity());
  }

  /**
   * Fields whose keys have more than one spelling.
   *
   * @param spelling turns each of them into {@link TurnField#key}
   */
  public static <F extends Enum<F> & TurnField> TurnFields<F> of(
      Class<F> type, UnaryOperator<String> spelling) {
    return new TurnFields<>(type, spelling);
  }

  Class<F> type() {
    return type;
  }

  String spelled(String key) {
    return spelling.apply(key);
  }

  @Nullable F find(String spelled) {
    return byKey.get(spelled);
  }

  /** What becomes of each field, in the order of their declaration. */
  public Map<String, Fate> fates() {
    Map<String, Fate> fates = new LinkedHashMap<>();
    byKey.forEach((key, field) -> fates.put(key, field.fate()));
    return fates;
  }
}
