package dev.isthmus.load.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.load.simulation.run.Diary.AttemptNote;
import dev.isthmus.load.simulation.run.Diary.CallNote;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is called agreement, on planted figures. */
final class RowTest {
  private static final Phase PHASE = new Phase("during", 10, 20);

  /** A hundred calls, so many of them at the first of two, which begins after so long. */
  private static Story story(int atFirst, double firstSeconds) {
    Story story = new Story();
    for (int i = 0; i < 100; i++) {
      int backend = i < atFirst ? 0 : 1;
      double seconds = backend == 0 ? firstSeconds : 1;
      story.ended(new CallNote(15, backend, seconds, true, 1000));
      story.ended(new AttemptNote(15, backend, null, 2_000_000_000L));
    }
    story.ended(new CallNote(20, 0, 9, true, 1000)); // belongs to the next phase
    return story;
  }

  private static Row row(Story simulated, Story sockets) {
    return Row.of(PHASE, "one", 0, List.of(simulated), sockets);
  }

  @Test
  void tenPointsAreWithinTheBoundAndElevenAreNot() {
    assertTrue(row(story(50, 1), story(60, 1)).sharesAgree());
    assertFalse(row(story(50, 1), story(61, 1)).sharesAgree());
    assertFalse(row(story(50, 1), story(39, 1)).sharesAgree());
    assertEquals("SHARE", row(story(50, 1), story(61, 1)).verdict());
  }

  @Test
  void whatTheSimulationDoesByChanceIsNoDisagreementAndIsCalledSo() {
    List<Story> runs = List.of(story(30, 1), story(62, 1), story(30, 1));
    Row row = Row.of(PHASE, "one", 0, runs, story(61, 1));
    Row beyond = Row.of(PHASE, "one", 0, runs, story(63, 1));

    assertEquals("chance", row.verdict());
    assertFalse(row.disagrees());
    assertEquals("SHARE", beyond.verdict());
    assertTrue(beyond.disagrees());
  }

  @Test
  void aFirstTokenMayBeHalfAsMuchLaterOrEarlier() {
    assertTrue(row(story(50, 1), story(50, 1.5)).timesAgree());
    assertFalse(row(story(50, 1), story(50, 1.6)).timesAgree());
    assertFalse(row(story(50, 1.6), story(50, 1)).timesAgree());
  }

  @Test
  void aMedianOfAFewCallsIsNotJudged() {
    Row few = row(story(19, 1), story(19, 5));

    assertTrue(few.timesAgree());
    assertEquals("share agrees", few.verdict());
  }

  @Test
  void figuresAreOfThePhaseAndOfTheDeployment() {
    Story story = story(25, 0.5);
    story.ended(new AttemptNote(12, 0, FailureKind.RATE_LIMITED, 0));
    story.ended(new AttemptNote(12, 0, FailureKind.SERVER_ERROR, 0));
    story.ended(new AttemptNote(12, 1, FailureKind.SERVER_ERROR, 0));
    story.ended(new CallNote(12, -1, Double.NaN, false, 0));

    Figures one = Figures.of(story, PHASE, 0);
    Figures all = Figures.of(story, PHASE, Figures.ALL);

    assertEquals(new Figures(25, 27.0 / 103, 0.5, 1, 1, 2), one);
    assertEquals(new Figures(100, 1, 1, 1, 1, 2), all);
  }
}
