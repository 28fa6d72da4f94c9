package dev.isthmus.core.dialect.converse;

import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import org.jspecify.annotations.Nullable;

/**
 * How much the model shall think, once everything else that is asked for was weighed.
 *
 * <p>Units: tokens.
 *
 * @param effort null where nothing is said about thinking
 * @param budget most tokens to think with, 0 where the model is not told in tokens
 * @param forced whether some tool must be called, which leaves no room for thinking aloud
 */
record ConverseThinking(@Nullable Effort effort, long budget, boolean forced) {
  /** Claude thinks with no less. */
  private static final long LOWEST_BUDGET = 1024;

  /** What a budget that we chose leaves for the answer where the caller bounds both together. */
  private static final long LEAST_ANSWER = 1024;

  /** What we allow for the answer where nobody bounds it: a bound must stand beside a budget. */
  private static final long USUAL_ANSWER = 4096;

  /**
   * @param callsUnsigned whether the conversation waits for an answer to calls whose thought is
   *     lost, which a model that thinks on a budget does not accept
   */
  static ConverseThinking of(
      ConverseModel model, TurnSettings settings, boolean callsUnsigned, Losses losses)
      throws TurnRefusal {
    Thinking asked = settings.generation().thinking();
    boolean forced = settings.tooling().choice().mode() == Choice.Mode.REQUIRED;
    boolean always = model.thinking() == ConverseModel.Thinking.REASONING_EFFORT;
    if (asked == null || (asked.isOff() && !always)) { // the others think only where they are told
      return new ConverseThinking(null, 0, forced);
    }
    if (model.thinking() != ConverseModel.Thinking.BUDGET) {
      return new ConverseThinking(asked.asEffort(), 0, forced);
    }
    Long maxTokens = settings.generation().maxTokens();
    long budget = forced || callsUnsigned ? 0 : budget(asked, maxTokens);
    if (budget < LOWEST_BUDGET) {
      losses.drop(Feature.THINKING);
      return new ConverseThinking(null, 0, forced);
    }
    return new ConverseThinking(asked.asEffort(), budget, forced);
  }

  /** The bound on thoughts and answer together, given the one that the caller {@code asked} for. */
  @Nullable Long maxTokens(@Nullable Long asked) {
    return asked == null && budget > 0 ? Long.valueOf(budget + USUAL_ANSWER) : asked;
  }

  private static long budget(Thinking asked, @Nullable Long maxTokens) {
    Long own = asked.budgetTokens();
    boolean exact = own != null && own > 0;
    long wanted = Math.max(exact ? own : Thinking.of(asked.asEffort()).asBudget(), LOWEST_BUDGET);
    return maxTokens == null ? wanted : Math.min(wanted, maxTokens - (exact ? 1 : LEAST_ANSWER));
  }
}
