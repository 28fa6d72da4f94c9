package dev.isthmus.server.config;

import dev.isthmus.server.config.Format.Privacy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The formats of all values but secrets and URLs. */
final class Formats {

  /** Longer than any name that a provider gives. */
  private static final int LONGEST_TEXT = 512;

  /** More than anyone waits; keeps sums of durations within a long of nanoseconds. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,15}");
  private static final Pattern PERCENTILE = Pattern.compile("p[0-9]{2}(\\.[0-9]{1,3})?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?(e-?[0-9])?");

  /** Starts with a letter or digit: labels of metrics, parts of paths and of log lines. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");

  private static final Map<String, Duration> UNITS_OF_TIME =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));

  private static final List<String> UNITS_OF_SIZE = List.of("B", "KiB", "MiB", "GiB");

  /** What the file declares or refers to. */
  static final Format<String> NAMES =
      matching(NAME, "letters, digits and . _ : / @ + -, 128 at most").with(Privacy.NAME);

  /** Spelled as a name, but nothing in the file refers to it. */
  static final Format<String> WORD = NAMES.with(Privacy.OPEN);

  static final Format<String> TEXT =
      Format.open("text of 1 to " + LONGEST_TEXT + " characters", Formats::text, "?");

  static final Format<String> HEX64 =
      Format.open(
              "64 hex digits",
              text -> {
                require(text.matches("[0-9a-fA-F]{64}"));
                return text.toLowerCase(Locale.ROOT);
              },
              "0".repeat(64))
          .with(Privacy.SILENT);

  static final Format<Boolean> FLAG =
      Format.open(
          "true or false",
          text -> {
            require(text.equals("true") || text.equals("false"));
            return text.equals("true");
          },
          false);

  static final Format<HostPort> ADDRESS =
      Format.open(
          "host:port, such as 127.0.0.1:8080", HostPort::parse, new HostPort("localhost", 0));

  private Formats() {}

  /** A duration above zero. */
  static Format<Duration> duration() {
    return Format.open(
        "a duration above zero such as 300ms, 1s or 2m, 24h at most",
        text -> {
          Duration value = durationOf(text);
          require(!value.isZero());
          return value;
        },
        Duration.ofSeconds(1));
  }

  /** A duration, or none at all. */
  static Format<Duration> durationOrZero() {
    return Format.open("a duration such as 30s, 24h at most", Formats::durationOf, Duration.ZERO);
  }

  /** Bytes, more than none. */
  static Format<Long> size() {
    return Format.open("a size above zero such as 32MiB", Formats::sizeOf, 1L);
  }

  /** A whole number from {@code least} to {@code most}. */
  static Format<Long> count(long least, long most) {
    return Format.open(
        "a whole number from " + least + " to " + most,
        text -> {
          require(COUNT.matcher(text).matches());
          long value = Long.parseLong(text);
          require(value >= least && value <= most);
          return value;
        },
        least);
  }

  /** As {@link #count}, for what fits an int. */
  static Format<Integer> integer(int least, int most) {
    Format<Long> wide = count(least, most);
    return Format.open(wide.expected(), text -> Math.toIntExact(wide.parse().apply(text)), least);
  }

  /** A decimal number, zero or more, without a sign. */
  static Format<Double> number(boolean zeroToo) {
    return Format.open(
        zeroToo ? "a number >= 0" : "a number > 0",
        text -> {
          require(NUMBER.matcher(text).matches());
          double value = Double.parseDouble(text);
          require(zeroToo || value > 0);
          return value;
        },
        1.0);
  }

  /** A percentile as {@code p95}, or the part of one that it is, {@code 0.95}. */
  static Format<Double> quantile() {
    return Format.open(
        "p50 to p99, or a number from 0.5 to less than 1",
        text -> {
          boolean percentile = PERCENTILE.matcher(text).matches();
          require(percentile || NUMBER.matcher(text).matches());
          double value =
              percentile ? Double.parseDouble(text.substring(1)) / 100 : Double.parseDouble(text);
          require(value >= HedgeConfig.LEAST_QUANTILE && value < 1);
          return value;
        },
        HedgeConfig.LEAST_QUANTILE);
  }

  /** One of the constants of {@code type}, in lower case. */
  static <E extends Enum<E>> Format<E> choice(Class<E> type) {
    E[] constants = type.getEnumConstants();
    List<String> names =
        Arrays.stream(constants).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    Format<String> words = oneOf(names);
    return Format.open(
        words.expected(),
        text -> constants[names.indexOf(words.parse().apply(text))],
        constants[0]);
  }

  /** One of {@code words}; the placeholder is none of them. */
  static Format<String> oneOf(List<String> words) {
    return Format.open(
        "one of " + String.join(", ", words),
        text -> {
          if (!words.contains(text)) {
            throw new IllegalArgumentException(
                "is unknown" + Suggestion.near(text.toLowerCase(Locale.ROOT), words));
          }
          return text;
        },
        "");
  }

  /** As the file writes it: {@code 300ms}, {@code 2m}. */
  static String duration(Duration value) {
    long millis = value.toMillis();
    if (millis == 0 || millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** As the file writes it: {@code 32MiB}. */
  static String size(long bytes) {
    long rest = bytes;
    int unit = 0;
    while (unit < UNITS_OF_SIZE.size() - 1 && rest % 1024 == 0 && rest > 0) {
      rest /= 1024;
      unit++;
    }
    return rest + UNITS_OF_SIZE.get(unit);
  }

  private static Format<String> matching(Pattern pattern, String expected) {
    return Format.open(
        expected,
        text -> {
          require(pattern.matcher(text).matches());
          return text;
        },
        "?");
  }

  private static String text(String text) {
    boolean visible = text.chars().noneMatch(Character::isISOControl);
    require(!text.isBlank() && text.length() <= LONGEST_TEXT && visible);
    return text;
  }

  private static Duration durationOf(String text) {
    Matcher parts = DURATION.matcher(text);
    require(parts.matches());
    Duration unit = UNITS_OF_TIME.getOrDefault(parts.group(2), Duration.ZERO);
    Duration value = unit.multipliedBy(Long.parseLong(parts.group(1)));
    require(value.compareTo(LONGEST) <= 0);
    return value;
  }

  private static long sizeOf(String text) {
    Matcher parts = SIZE.matcher(text);
    require(parts.matches());
    long value = Long.parseLong(parts.group(1)) << (10 * UNITS_OF_SIZE.indexOf(parts.group(2)));
    require(value > 0);
    return value;
  }

  private static void require(boolean good) {
    if (!good) {
      throw new IllegalArgumentException("");
    }
  }
}
