package dev.isthmus.core.route.whatif;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private static final double PERCENT = 100;
  private static final double MILLIS = 1e3;
  static final String UNKNOWN = "unknown";

  private Numbers() {}

  static String percent(double part) {
    return Double.isNaN(part) ? UNKNOWN : format("%.1f %%", PERCENT * part);
  }

  static String whole(double value) {
    return Double.isNaN(value) ? UNKNOWN : format("%,.0f", value);
  }

  /** Dollars of one call. */
  static String dollars(double value) {
    return Double.isNaN(value) ? UNKNOWN : format("$%.6f", value);
  }

  static String seconds(double value) {
    if (Double.isNaN(value)) {
      return UNKNOWN;
    }
    return value < 1 ? format("%.0f ms", MILLIS * value) : format("%.2f s", value);
  }

  /** By which part {@code after} is more than {@code before}. */
  static String change(double before, double after) {
    double change = after / before - 1;
    return Double.isFinite(change) ? format("%+.1f %%", PERCENT * change) : "";
  }

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
