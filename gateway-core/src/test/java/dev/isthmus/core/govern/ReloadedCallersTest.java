package dev.isthmus.core.govern;

import static dev.isthmus.core.govern.Fixtures.caller;
import static dev.isthmus.core.govern.Fixtures.chat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What callers have used follows their names through one configuration after another. */
class ReloadedCallersTest {
  private final FakeTicker ticker = new FakeTicker();
  private Callers callers = Fixtures.callers(caller("other", CallerLimits.NONE), now());
  private Caller demo = caller("demo", CallerLimits.NONE);

  private long now() {
    return ticker.nanoTime();
  }

  private void reload(Caller caller) {
    demo = caller;
    callers =
        callers.next(
            List.of(new Credential(KeyHash.ofKey(Fixtures.KEY), caller)), Fixtures.RANDOM, now());
  }

  private Admission ask(long tokens) {
    return Fixtures.gatekeeper(callers).admit(demo, chat("m", tokens), 0, now());
  }

  private Entry enter() {
    return Fixtures.gatekeeper(callers).enter(demo, -1, now());
  }

  private Grant grant(long tokens) {
    return assertInstanceOf(Grant.class, ask(tokens));
  }

  @Test
  void aReloadDoesNotFillABucket() {
    reload(caller("demo", new CallerLimits(3, 6_000, -1)));
    grant(2_900).close(Usage.reported(100, 0, 0, 2_900, 0), now());
    for (int i = 0; i < 10; i++) {
      reload(caller("demo", new CallerLimits(3, 6_000, -1)));
    }
    assertEquals(2, callers.meter(demo).report(now()).remainingRequests());
    assertEquals(3_000, callers.meter(demo).report(now()).remainingTokens());
  }

  @Test
  void norDoesANameThatIsGoneForOneReload() {
    reload(caller("demo", new CallerLimits(1, -1, -1)));
    Seat seat = assertInstanceOf(Seat.class, enter());
    grant(1);
    reload(caller("other", CallerLimits.NONE));
    assertEquals(1, callers.inFlight("demo"), "still under way");
    reload(caller("demo", new CallerLimits(1, -1, -1)));
    assertInstanceOf(Admission.Refused.class, ask(1));
    seat.leave();
    assertEquals(0, callers.inFlight("demo"));
  }

  @Test
  void aNameThatIsGoneAndHasNothingToSettleIsForgotten() {
    reload(caller("demo", new CallerLimits(1, -1, -1)));
    grant(1).close(Usage.NONE, now());
    ticker.advanceSeconds(60);
    reload(caller("other", CallerLimits.NONE));
    assertEquals(0, callers.inFlight("demo"));
    reload(caller("demo", new CallerLimits(1, -1, -1)));
    grant(1);
  }

  @Test
  void anotherLimitIsAsEmptyAsTheOneBefore() {
    reload(caller("demo", new CallerLimits(-1, 6_000, -1)));
    grant(2_900).close(Usage.reported(100, 0, 0, 2_900, 0), now());
    reload(caller("demo", new CallerLimits(-1, 600, -1)));
    assertEquals(300, callers.meter(demo).report(now()).remainingTokens());
    reload(caller("demo", new CallerLimits(-1, 60_000, -1)));
    assertEquals(30_000, callers.meter(demo).report(now()).remainingTokens());
  }

  @Test
  void aCallIsSettledUnderTheLimitThatAdmittedIt() {
    reload(caller("demo", new CallerLimits(-1, 6_000, 1)));
    Seat seat = assertInstanceOf(Seat.class, enter());
    Grant open = grant(5_900);
    reload(caller("demo", new CallerLimits(-1, 600, 1)));
    assertInstanceOf(Entry.TurnedAway.class, enter(), "one at a time, whoever admitted it");
    seat.leave();
    open.close(Usage.reported(100, 0, 0, 2_900, 0), now());
    assertEquals(300, callers.meter(demo).report(now()).remainingTokens());
    grant(1);
  }
}
