package dev.isthmus.load.scenario;

import java.util.Locale;

/** In what a figure is counted, and how it is written for people. */
enum Unit {
  CALLS("%.0f", ""),
  COUNT("%.0f", ""),
  /** A part of one, written in hundredths. */
  SHARE("%.1f", " %"),
  SECONDS("%.1f", " s"),
  MILLIS("%.1f", " ms"),
  PER_SECOND("%.1f", " /s"),
  TIMES("%.2f", " ×"),
  MEBIBYTES("%.0f", " MiB"),
  KIBIBYTES("%.0f", " KiB");

  private final String format;
  private final String suffix;

  Unit(String format, String suffix) {
    this.format = format;
    this.suffix = suffix;
  }

  String write(double value) {
    if (Double.isNaN(value)) {
      return "nothing to measure";
    }
    if (Double.isInfinite(value)) {
      return "never";
    }
    return String.format(Locale.ROOT, format, this == SHARE ? 100 * value : value) + suffix;
  }

  /** For programs: {@code share}, {@code millis}, … */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
