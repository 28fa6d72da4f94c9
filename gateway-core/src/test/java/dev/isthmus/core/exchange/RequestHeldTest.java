package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DONE;
import static dev.isthmus.core.exchange.Bench.HEL;
import static dev.isthmus.core.exchange.Bench.LO;
import static dev.isthmus.core.exchange.Bench.ROLE;
import static dev.isthmus.core.exchange.Bench.STOP;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static dev.isthmus.core.exchange.Bench.USAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import org.junit.jupiter.api.Test;

/** A request is held for as long as another attempt may need it, and no longer. */
final class RequestHeldTest {
  private final Bench bench = Bench.of("a", "b");

  @Test
  void itsBodyGoesWithTheFirstContent() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last();
    assertTrue(bench.bodies.used() > 0);
    sent.stream().body(ROLE);
    assertTrue(bench.bodies.used() > 0, "what is no content binds nobody");
    sent.body(HEL);
    assertEquals(0, bench.bodies.used());
    sent.body(LO).body(STOP).body(USAGE).body(DONE).end();
    assertEquals(Outcome.COMPLETED, call.record().outcome());
    bench.assertSettled();
  }

  @Test
  void itIsThereForTheSecondAttempt() {
    Call call = bench.call(STREAM);
    Sent first = bench.upstream.last();
    first.stream().body(ROLE);
    first.reset();
    Sent second = bench.upstream.last();
    assertTrue(second.request.body().isReadable());
    assertTrue(bench.bodies.used() > 0);
    second.stream().body(HEL);
    assertEquals(0, bench.bodies.used());
    call.inbound.onHangUp();
    bench.assertSettled();
  }
}
