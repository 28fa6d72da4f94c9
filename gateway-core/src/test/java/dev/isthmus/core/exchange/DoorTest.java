package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Strain;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.govern.CallerLimits;
import dev.isthmus.core.govern.Shed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are turned away at the door, and calls for which there is no memory. */
final class DoorTest {
  private final Bench bench = Bench.of("a");

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  private Call turnedAway() {
    bench.turnedAway++;
    Call call = bench.open();
    assertFalse(call.inbound.wantsBody());
    call.body(PLAIN).end();
    call.inbound.onWritable();
    call.inbound.onHangUp();
    assertTrue(call.caller.ended);
    return call;
  }

  private void finish(Call call) {
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(call);
  }

  @Test
  void whoFindsNoPlaceIsToldWhenToComeBack() {
    bench.places = 1;
    Call first = bench.open();
    Call second = turnedAway();
    assertEquals(503, second.caller.status);
    assertEquals("1", second.caller.headers.get("retry-after"));
    assertEquals("1000", second.caller.headers.get("retry-after-ms"));
    assertEquals("true", second.caller.headers.get("x-should-retry"));
    assertTrue(second.caller.text().contains("server_is_overloaded"), second.caller.text());
    assertEquals(1, bench.room.turnedAway(Shed.CALLS, CallClass.INTERACTIVE));
    assertTrue(bench.upstream.calls.isEmpty());
    first.body(PLAIN).end();
    finish(first);
    finish(bench.call(PLAIN));
  }

  @Test
  void whoHasEnoughCallsUnderWayIsToldSoAsItsOwnLimit() {
    bench.limits = new CallerLimits(-1, -1, 1);
    Call first = bench.call(PLAIN);
    Call second = turnedAway();
    assertEquals(429, second.caller.status);
    assertTrue(second.caller.headers.containsKey("retry-after"));
    finish(first);
    finish(bench.call(PLAIN));
  }

  @Test
  void aHeadThatIsRefusedTakesNoPlace() {
    bench.places = 1;
    for (int i = 0; i < 3; i++) {
      bench.new Call(Operation.CHAT, -1, Map.of("api-key", "wrong"));
      bench.open().inbound.onHangUp();
      bench.call("{}");
    }
    finish(bench.call(PLAIN));
  }

  @Test
  void whileMemoryIsShortCallsUnderWayGoOn() {
    Call first = bench.call(PLAIN);
    bench.strain = Strain.SHORT;
    assertEquals(503, turnedAway().caller.status);
    finish(first);
    bench.strain = Strain.TIGHT;
    finish(bench.call(PLAIN));
  }

  @Test
  void aCallThatMeetsAMistakeOfOursEndsAloneAndGivesItsPlaceBack() {
    bench.places = 2;
    Call other = bench.call(STREAM);
    Call call = bench.open();
    call.caller.onWrite =
        () -> {
          call.caller.onWrite = () -> {};
          throw new StackOverflowError("a mistake of ours");
        };
    call.body(PLAIN).end();
    ScriptedUpstream.Sent sent = bench.upstream.last();
    sent.document().body(DOCUMENT).end();
    assertTrue(call.caller.aborted);
    assertEquals(List.of("broken StackOverflowError"), bench.alarms);
    assertFalse(other.caller.over());
    finish(bench.call(PLAIN));
    bench.upstream.calls.get(0).stream().body(Bench.HEL + Bench.STOP + Bench.DONE).end();
    Bench.assertCompleted(other);
  }

  @Test
  void aCallForWhichThereIsNoMemoryEndsAlone() {
    Call other = bench.call(STREAM);
    Call call = bench.open();
    call.caller.onWrite =
        () -> {
          throw new OutOfMemoryError("as Netty does at its bound");
        };
    call.body(PLAIN).end();
    ScriptedUpstream.Sent sent = bench.upstream.last();
    sent.document().body(DOCUMENT);
    assertTrue(call.caller.aborted);
    assertTrue(sent.cancelled);
    assertFalse(other.caller.over());
    bench.upstream.calls.get(0).stream().body(Bench.HEL + Bench.STOP + Bench.DONE).end();
    Bench.assertCompleted(other);
  }
}
