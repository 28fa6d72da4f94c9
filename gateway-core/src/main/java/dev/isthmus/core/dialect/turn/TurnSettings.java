package dev.isthmus.core.dialect.turn;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for besides its conversation. Null means that the caller did not say.
 *
 * @param endUser the application's own name for the person behind the call
 */
public record TurnSettings(Generation generation, Tooling tooling, @Nullable String endUser) {

  /**
   * How the answer is made.
   *
   * @param maxTokens bound on output, thoughts included
   * @param choices how many answers, at least 1
   * @param topLogprobs null: none wanted; 0: only of the chosen tokens
   */
  public record Generation(
      Sampling sampling,
      @Nullable Long maxTokens,
      List<String> stop,
      int choices,
      @Nullable Integer topLogprobs,
      Format format,
      @Nullable Thinking thinking) {

    public static final Generation DEFAULT =
        new Generation(Sampling.DEFAULT, null, List.of(), 1, null, Format.TEXT, null);
  }

  /** How tokens are drawn. */
  public record Sampling(
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Long topK,
      @Nullable Double presencePenalty,
      @Nullable Double frequencyPenalty,
      @Nullable Long seed) {

    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null);
  }

  /**
   * The form of the answer.
   *
   * @param schema raw JSON, null where any JSON will do
   * @param name the schema's label, or null
   * @param strict whether the answer must follow the schema to the letter
   */
  public record Format(
      boolean json, @Nullable String schema, @Nullable String name, boolean strict) {
    public static final Format TEXT = new Format(false, null, null, false);
    public static final Format JSON = new Format(true, null, null, false);
  }

  /**
   * How much the model should think; of the two one may be null.
   *
   * @param budgetTokens most tokens to think with; 0: not at all, −1: as many as the model likes
   */
  public record Thinking(@Nullable Effort effort, @Nullable Long budgetTokens) {
    private static final int LOW_BUDGET = 1024;
    private static final int MEDIUM_BUDGET = 8192;
    private static final int HIGH_BUDGET = 24_576;

    public static Thinking of(Effort effort) {
      return new Thinking(effort, null);
    }

    public static Thinking of(long budgetTokens) {
      return new Thinking(null, budgetTokens);
    }

    /** Whether it asks for no thoughts at all. */
    public boolean isOff() {
      return asEffort() == Effort.NONE;
    }

    /** The effort asked for, or the one that such a budget stands for. */
    public Effort asEffort() {
      if (effort != null) {
        return effort;
      }
      long budget = budgetTokens == null ? -1 : budgetTokens;
      if (budget == 0) {
        return Effort.NONE;
      }
      if (budget < 0 || budget > LOW_BUDGET) {
        return budget > MEDIUM_BUDGET ? Effort.HIGH : Effort.MEDIUM;
      }
      return Effort.LOW;
    }

    /** The budget asked for, or the one that such an effort stands for. Units: tokens. */
    public long asBudget() {
      if (budgetTokens != null) {
        return budgetTokens;
      }
      return switch (asEffort()) {
        case NONE -> 0;
        case MINIMAL, LOW -> LOW_BUDGET;
        case MEDIUM -> MEDIUM_BUDGET;
        case HIGH, XHIGH, MAX -> HIGH_BUDGET;
      };
    }
  }

  /** How much the model should think before it answers. */
  public enum Effort {
    NONE,
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX
  }

  /**
   * The tools on offer.
   *
   * @param parallel whether one turn may hold several calls
   */
  public record Tooling(List<Tool> tools, Choice choice, boolean parallel) {

    /** Those of the tools that the choice names, in the order in which they are offered. */
    public List<Tool> chosen() {
      Set<String> names = new HashSet<>(choice.names());
      return tools.stream().filter(tool -> names.contains(tool.name())).toList();
    }

    /** Whether every name of the choice is that of a tool on offer. */
    public boolean offersChosen() {
      Set<String> offered = new HashSet<>();
      for (Tool tool : tools) {
        offered.add(tool.name());
      }
      return offered.containsAll(choice.names());
    }
  }

  /**
   * One function that the model may call.
   *
   * @param schema of its parameters, raw JSON; null where it takes none
   * @param strict whether arguments must follow the schema to the letter
   * @param cacheMark whether the tools up to this one are worth keeping for the next call, or null
   */
  public record Tool(
      String name,
      @Nullable String description,
      @Nullable String schema,
      boolean strict,
      TurnEvent.@Nullable CacheMark cacheMark) {}

  /** Whether tools are called; {@code names} limits which, and is empty where all are allowed. */
  public record Choice(Mode mode, List<String> names) {
    public static final Choice AUTO = new Choice(Mode.AUTO, List.of());

    /** May, must or must not call. */
    public enum Mode {
      AUTO,
      REQUIRED,
      NONE
    }
  }
}
