package dev.isthmus.core.dialect.turn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request asks for besides its conversation. Null means that the caller did not say. */
public record TurnSettings(Generation generation, Tooling tooling) {

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
      @Nullable Effort effort) {

    public static final Generation DEFAULT =
        new Generation(Sampling.DEFAULT, null, List.of(), 1, null, Format.TEXT, null);
  }

  /** How tokens are drawn. */
  public record Sampling(
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Double presencePenalty,
      @Nullable Double frequencyPenalty,
      @Nullable Long seed) {

    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null);
  }

  /** The form of the answer; {@code schema} is raw JSON and null where any JSON will do. */
  public record Format(boolean json, @Nullable String schema) {
    public static final Format TEXT = new Format(false, null);
    public static final Format JSON = new Format(true, null);
  }

  /** How much the model should think before it answers. */
  public enum Effort {
    NONE,
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH
  }

  /**
   * The tools on offer.
   *
   * @param parallel whether one turn may hold several calls
   */
  public record Tooling(List<Tool> tools, Choice choice, boolean parallel) {}

  /**
   * One function that the model may call.
   *
   * @param schema of its parameters, raw JSON; null where it takes none
   * @param strict whether arguments must follow the schema to the letter
   */
  public record Tool(
      String name, @Nullable String description, @Nullable String schema, boolean strict) {}

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
