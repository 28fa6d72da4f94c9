package dev.isthmus.load.simulation.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The generator against the figures that are known of public traces, and their loaders. */
class ShapeTest {
  private static final int DRAWS = 200_000;
  private static final double MEDIAN = 0.5;
  private static final double LAST = 0.99;

  @Test
  void conversationsAreAsLongAsAzures() {
    near(1020, quantile(Shape.CONVERSATION::drawPrompt, MEDIAN), 0.1);
    near(4142, quantile(Shape.CONVERSATION::drawPrompt, LAST), 0.1);
    near(129, quantile(Shape.CONVERSATION::drawOutput, MEDIAN), 0.15);
    near(601, quantile(Shape.CONVERSATION::drawOutput, LAST), 0.1);
  }

  @Test
  void promptsOfCodeAreAsLongAsAzures() {
    near(1469, quantile(Shape.CODE::drawPrompt, MEDIAN), 0.1);
    near(7436, quantile(Shape.CODE::drawPrompt, LAST), 0.1);
    near(13, quantile(Shape.CODE::drawOutput, MEDIAN), 0.1);
    near(249, quantile(Shape.CODE::drawOutput, LAST), 0.15);
  }

  @Test
  void longPromptsAreAsLongAsMooncakes() {
    near(6909, quantile(Shape.LONG::drawPrompt, MEDIAN), 0.1);
    near(85_399, quantile(Shape.LONG::drawPrompt, LAST), 0.1);
    near(350, quantile(Shape.LONG::drawOutput, MEDIAN), 0.1);
    near(1115, quantile(Shape.LONG::drawOutput, LAST), 0.1);
  }

  private static void near(double expected, double drawn, double part) {
    assertEquals(expected, drawn, part * expected);
  }

  private static double quantile(ToLongFunction<RandomGenerator> draw, double part) {
    RandomGenerator random = new SplittableRandom(1);
    long[] drawn = new long[DRAWS];
    Arrays.setAll(drawn, i -> draw.applyAsLong(random));
    Arrays.sort(drawn);
    return (double) drawn[(int) (part * DRAWS)];
  }

  @Test
  void arrivalsKeepTheirMeanRateInBurstsToo() {
    Arrivals.Source source = new Arrivals(40, 3, 0.3).source(new SplittableRandom(1));
    double last = 0;
    for (int i = 0; i < DRAWS; i++) {
      last = source.next();
    }
    assertEquals(40, DRAWS / last, 1);
  }

  @Test
  void azuresTraceIsRead() {
    List<TraceRow> rows =
        Traces.azure(
            List.of(
                "TIMESTAMP,ContextTokens,GeneratedTokens",
                "2023-11-16 18:15:46.6805900,374,44",
                "2023-11-16 18:15:50.9951690,396,109"));

    assertEquals(new TraceRow(0, 374, 44), rows.get(0));
    assertEquals(4.314579, rows.get(1).seconds(), 1e-6);
  }

  @Test
  void aTraceWithOtherColumnsIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Traces.azure(List.of("header", "1,2")));
  }

  @Test
  void mooncakesTraceIsRead() throws IOException {
    List<TraceRow> rows =
        Traces.mooncake(
            List.of(
                "{\"timestamp\": 3000, \"input_length\": 6758, \"output_length\": 500,"
                    + " \"hash_ids\": [0, 1]}"));

    assertEquals(List.of(new TraceRow(3, 6758, 500)), rows);
  }
}
