package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What differs between models behind one dialect, told by a model's name. A name that tells nothing
 * is taken for an open model on an open server, which knows the dialect's oldest words best.
 *
 * @param efforts how hard it can be told to think, null where it cannot be told
 * @param isSerial whether it makes one tool call at a time and refuses to be told so
 */
record ChatModel(Family family, @Nullable Efforts efforts, boolean isSerial) {
  private static final Pattern SERIES_O = Pattern.compile("o[1-9](?:[-:].*)?");

  /** Major and minor version, an "o" behind it, and the name of a model that does not reason. */
  private static final Pattern GPT =
      Pattern.compile("(?:^|[^a-z0-9]|chat)gpt-(\\d{1,2})(?:\\.(\\d{1,2}))?(o)?(-chat)?");

  private static final int FIRST_REASONING_MAJOR = 5;
  private static final int LAST_MAJOR = 9;

  /** Who made it and how it wants to be spoken to. */
  enum Family {
    /** OpenAI's own, thinking: no sampling, a developer instead of a system. */
    REASONING,
    /** OpenAI's own, not thinking. */
    CHAT,
    /** OpenAI's own, from before {@code max_completion_tokens}. */
    EARLY,
    /** Google's, behind its endpoint of this shape. */
    GEMINI,
    OTHER
  }

  /**
   * The ends of a model's scale of efforts.
   *
   * @param none its word for no thoughts at all, or the next above it
   * @param minimal its word for hardly any
   * @param most its word for the most
   */
  record Efforts(String none, String minimal, String most) {
    private static final Efforts PLAIN = new Efforts("low", "low", "high");
    private static final Efforts MINIMAL = new Efforts("minimal", "minimal", "high");
    private static final Efforts NONE = new Efforts("none", "low", "high");
    private static final Efforts WIDE = new Efforts("none", "low", "xhigh");

    String word(Effort effort) {
      return switch (effort) {
        case NONE -> none;
        case MINIMAL -> minimal;
        case LOW -> "low";
        case MEDIUM -> "medium";
        case HIGH -> "high";
        case XHIGH, MAX -> most;
      };
    }
  }

  static ChatModel of(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.startsWith("ft:")) {
      name = name.substring("ft:".length());
    }
    if (SERIES_O.matcher(name).matches()) {
      return new ChatModel(Family.REASONING, Efforts.PLAIN, true);
    }
    if (name.startsWith("gemini-")) {
      return new ChatModel(Family.GEMINI, geminiEfforts(name), false);
    }
    if (name.contains("gpt-oss")) {
      return new ChatModel(Family.OTHER, Efforts.PLAIN, false);
    }
    Matcher gpt = GPT.matcher(name);
    return gpt.find() ? gpt(gpt) : new ChatModel(Family.OTHER, null, false);
  }

  /** Whether it is one of OpenAI's own. */
  boolean isOpenAi() {
    return family == Family.REASONING || family == Family.CHAT || family == Family.EARLY;
  }

  /** The name of the bound on tokens: the newer one where the older is refused or going away. */
  String maxTokensKey() {
    return limitsTools() ? "max_completion_tokens" : "max_tokens";
  }

  /** Who gives instructions. */
  String instructor() {
    return family == Family.REASONING ? "developer" : "system";
  }

  /** Whether a choice of tools can be limited to some of those on offer. */
  boolean limitsTools() {
    return family == Family.REASONING || family == Family.CHAT;
  }

  private static ChatModel gpt(Matcher name) {
    int major = Integer.parseInt(name.group(1));
    int minor = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
    if (major >= FIRST_REASONING_MAJOR && major <= LAST_MAJOR) { // gpt-35 is what Azure calls 3.5
      boolean chat = name.group(4) != null && major == FIRST_REASONING_MAJOR && minor == 0;
      return chat
          ? new ChatModel(Family.CHAT, null, false)
          : new ChatModel(Family.REASONING, efforts(major, minor), false);
    }
    boolean later = major == 4 && (minor > 0 || name.group(3) != null);
    return new ChatModel(later ? Family.CHAT : Family.EARLY, null, false);
  }

  private static Efforts efforts(int major, int minor) {
    if (major > FIRST_REASONING_MAJOR || minor > 1) {
      return Efforts.WIDE;
    }
    return minor == 1 ? Efforts.NONE : Efforts.MINIMAL;
  }

  private static @Nullable Efforts geminiEfforts(String name) {
    if (name.startsWith("gemini-1") || name.startsWith("gemini-2.0")) {
      return null;
    }
    return name.startsWith("gemini-2.5-flash") ? Efforts.NONE : Efforts.PLAIN;
  }
}
