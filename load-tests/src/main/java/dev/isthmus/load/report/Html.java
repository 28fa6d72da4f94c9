package dev.isthmus.load.report;

import java.util.Locale;

/** Text inside HTML and SVG. */
final class Html {
  private static final double THOUSAND = 1000;

  private Html() {}

  /** {@code text} with everything that HTML would read taken from it. */
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A coordinate. */
  static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** A figure with as many places as people look at. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 * THOUSAND) {
      return String.format(Locale.ROOT, "%.0fk", value / THOUSAND);
    }
    String format = size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 1 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
