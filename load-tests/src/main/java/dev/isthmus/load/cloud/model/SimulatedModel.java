package dev.isthmus.load.cloud.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A model that answers at once and always the same: the answer depends only on the seed, the
 * question and the deployment's temper.
 *
 * <p>Rules: tools offered and asked for (or forced) are called, several where the message says
 * "and" or "both" and parallel calls are allowed; a tool's result is answered with text; a schema
 * is answered with a document that fits it; everything else with prose. See {@link Directives}.
 * Threads: any.
 */
public final class SimulatedModel {

  private static final double LENGTH_SIGMA = 0.5;
  private static final int MOST_CALLS = 4;
  private static final int SHORTEST_PART_OF_A_NAME = 4;

  private final long seed;

  public SimulatedModel(long seed) {
    this.seed = seed;
  }

  /**
   * Answers {@code ask} in the manner of {@code temper}; {@code choice} numbers the answers of one
   * request.
   */
  public Answer answer(Ask ask, Temper temper, int choice) {
    SplittableRandom random =
        new SplittableRandom(Tokens.mix(seed ^ ask.prompt().hashCode()) + choice);
    Directives directives = Directives.of(ask.lastUser());
    if (directives.blocked()) {
      return new Answer(0, CutText.NONE, List.of(), Finish.BLOCKED);
    }
    long most = ask.maxTokens() < 0 ? temper.mostTokens() : ask.maxTokens();
    int reasoning = (int) Math.min(most, reasoning(ask, temper, random));
    long left = most - reasoning;
    List<ToolCall> calls = calls(ask, random);
    int callTokens = calls.stream().mapToInt(ToolCall::tokens).sum();
    if (!calls.isEmpty() && callTokens <= left) {
      return new Answer(reasoning, CutText.NONE, calls, Finish.TOOL_CALLS);
    }
    return spoken(text(ask, temper, directives, random), directives, reasoning, left);
  }

  private static Answer spoken(Pieces text, Directives directives, int reasoning, long left) {
    if (directives.filtered()) {
      return new Answer(
          reasoning, text.limit(Math.min(left, text.count() / 2)), List.of(), Finish.FILTERED);
    }
    Finish finish = text.count() > left ? Finish.LENGTH : Finish.STOP;
    return new Answer(reasoning, text.limit(left), List.of(), finish);
  }

  private static int reasoning(Ask ask, Temper temper, SplittableRandom random) {
    if (temper.reasoningTokens() == 0 || ask.effort() <= 0) {
      return 0;
    }
    return Math.max(1, (int) (ask.effort() * spread(temper.reasoningTokens(), random)));
  }

  private static Pieces text(
      Ask ask, Temper temper, Directives directives, SplittableRandom random) {
    if (ask.schema() != null) {
      return CutText.of(new SchemaSample(ask.schema(), hints(ask.lastUser())).document());
    }
    if (!directives.say().isEmpty()) {
      return CutText.of(directives.say());
    }
    int drawn = Math.max(1, (int) spread(temper.answerTokens(), random));
    int count = directives.tokens() >= 0 ? directives.tokens() : drawn;
    return new Words(random.nextLong(), count);
  }

  private static double spread(double median, SplittableRandom random) {
    return median * Math.exp(LENGTH_SIGMA * random.nextGaussian());
  }

  private static List<ToolCall> calls(Ask ask, SplittableRandom random) {
    ToolMenu menu = ask.menu();
    List<Tool> wanted = wanted(ask);
    List<ToolCall> calls = new ArrayList<>();
    if (wanted.isEmpty()) {
      return calls;
    }
    List<String> hints = hints(ask.lastUser());
    int count =
        menu.parallel() ? Math.max(wanted.size(), asksForSeveral(ask.lastUser()) ? 2 : 1) : 1;
    for (int i = 0; i < Math.min(count, MOST_CALLS); i++) {
      Tool tool = wanted.get(i % wanted.size());
      List<String> own = hints.isEmpty() ? hints : List.of(hints.get(i % hints.size()));
      String arguments = new SchemaSample(tool.parameters(), own).document();
      String id = "call_" + Long.toHexString(random.nextLong() | Long.MIN_VALUE);
      calls.add(new ToolCall(id, tool.name(), CutText.of(arguments)));
    }
    return calls;
  }

  private static List<Tool> wanted(Ask ask) {
    ToolMenu menu = ask.menu();
    return switch (menu.choice()) {
      case NONE -> List.of();
      case NAMED -> menu.tools().stream().filter(t -> t.name().equals(menu.named())).toList();
      case AUTO -> ask.answersTool() ? List.of() : mentioned(menu, ask.lastUser());
      case REQUIRED -> {
        List<Tool> mentioned = mentioned(menu, ask.lastUser());
        yield mentioned.isEmpty() ? menu.tools().stream().limit(1).toList() : mentioned;
      }
    };
  }

  private static List<Tool> mentioned(ToolMenu menu, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return menu.tools().stream().filter(tool -> mentions(words, tool.name())).toList();
  }

  private static boolean mentions(String words, String name) {
    if (words.contains(name.toLowerCase(Locale.ROOT))) {
      return true;
    }
    for (String part : name.split("(?=[A-Z])|[_\\-.]", -1)) {
      if (part.length() >= SHORTEST_PART_OF_A_NAME
          && words.contains(part.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  private static boolean asksForSeveral(String message) {
    return message.contains(" and ") || message.contains(" both ");
  }

  /** Words with a capital, the first of a sentence left out: names of places, most of the time. */
  private static List<String> hints(String message) {
    List<String> hints = new ArrayList<>();
    boolean opens = true;
    for (String word : message.split("\\s+", -1)) {
      String bare = word.replaceAll("[^\\p{L}\\p{Nd}]", "");
      if (!opens && !bare.isEmpty() && Character.isUpperCase(bare.codePointAt(0))) {
        hints.add(bare);
      }
      opens = word.endsWith(".") || word.endsWith("?") || word.endsWith("!");
    }
    return hints;
  }

  /**
   * What a deployment's model is like.
   *
   * @param answerTokens median tokens of text of an answer whose length nothing else decides
   * @param reasoningTokens median tokens of hidden reasoning; 0 for a model that does not think
   * @param mostTokens the most it writes when the request sets no limit
   */
  public record Temper(int answerTokens, int reasoningTokens, int mostTokens) {}
}
