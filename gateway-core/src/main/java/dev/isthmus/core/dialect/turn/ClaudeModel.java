package dev.isthmus.core.dialect.turn;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What differs between generations of Claude models, told by a model's name, whatever dialect leads
 * there. Names that tell nothing are taken for generation 4.5.
 *
 * @param version a hundred times the generation, plus its minor number: 405 for 4.5
 */
public record ClaudeModel(String family, int version) {
  private static final int V3_5 = 305;
  private static final int V3_7 = 307;
  private static final int V4_1 = 401;
  private static final int V4_5 = 405;
  private static final int V4_6 = 406;
  private static final int V4_7 = 407;
  private static final int V5 = 500;

  /**
   * {@code claude-opus-4-5-20251101}, {@code claude-3-7-sonnet}, {@code claude-v2}: a date is no
   * minor number.
   */
  private static final Pattern NAME =
      Pattern.compile("claude-(?:([a-z]+)-)?v?(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)(?:-([a-z]+))?");

  private static final ClaudeModel USUAL = new ClaudeModel("", V4_5);

  /** How a generation is told how much to think. */
  public enum Thinking {
    ABSENT,
    BUDGET,
    ADAPTIVE
  }

  public static ClaudeModel of(String model) {
    Matcher name = NAME.matcher(model.toLowerCase(Locale.ROOT));
    if (!name.find()) {
      return USUAL;
    }
    String before = name.group(1);
    String after = name.group(4);
    String family = before != null ? before : after == null ? "" : after;
    String minor = name.group(3);
    return new ClaudeModel(
        family,
        100 * Integer.parseInt(name.group(2)) + (minor == null ? 0 : Integer.parseInt(minor)));
  }

  public Thinking thinking() {
    if (version < V3_7) {
      return Thinking.ABSENT;
    }
    return version < V4_6 ? Thinking.BUDGET : Thinking.ADAPTIVE;
  }

  /** The most that an answer may hold, thoughts included. Units: tokens. Source: model cards. */
  public long mostTokens() {
    if (version < V3_7) {
      return version < V3_5 ? 4096 : 8192;
    }
    if (version >= V5) {
      return 128_000;
    }
    if (!isOpus()) {
      return 64_000;
    }
    if (version >= V4_6) {
      return 128_000;
    }
    return version >= V4_5 ? 64_000 : 32_000;
  }

  /** Whether callers may say how tokens are drawn. */
  public boolean takesSampling() {
    return version < V5 && !(isOpus() && version >= V4_7);
  }

  /** Whether temperature and top_p may stand in one request. */
  public boolean takesBothSamplings() {
    return version < V4_1;
  }

  /** Whether an answer's shape, and that of arguments, can be held to a schema. */
  public boolean followsSchemas() {
    return version >= V4_5;
  }

  /** Whether efforts above high have their own names. */
  public boolean hasExtraHigh() {
    return version >= V4_7;
  }

  private boolean isOpus() {
    return family.equals("opus");
  }
}
