package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.DONE;
import static dev.isthmus.core.exchange.Bench.HEL;
import static dev.isthmus.core.exchange.Bench.LO;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.ROLE;
import static dev.isthmus.core.exchange.Bench.STOP;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static dev.isthmus.core.exchange.Bench.USAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Row;
import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A caller goes away: the provider is stopped at once, nobody is blamed, the books are right. */
final class HangUpTest {
  private static final List<Consumer<Sent>> STAGES =
      List.of(
          sent -> {},
          Sent::sent,
          Sent::stream,
          sent -> sent.stream().body(ROLE),
          sent -> sent.stream().body(ROLE + HEL.substring(0, 9)),
          sent -> sent.stream().body(HEL),
          sent -> sent.stream().body(HEL + LO.substring(0, 9)),
          sent -> sent.stream().body(HEL).body(LO).body(STOP),
          sent -> sent.sent().head(500),
          sent -> sent.sent().head(400, "content-type", "application/json").body("{\"error\":"));

  @Test
  void whatAProviderSaysLateIsNothingToTheNextCall() {
    Bench bench = Bench.of("a", "b");
    Call gone = bench.call(STREAM);
    Sent late = bench.upstream.last().sent();
    gone.inbound.onHangUp();
    Call next = bench.call(PLAIN);
    Sent sent = bench.upstream.last().sent();

    late.listener().onHead(503, ScriptedUpstream.view(Map.of()));
    late.listener()
        .onFailure(Failure.ofProvider(FailureKind.RESET, Failure.Retry.UNANSWERED, "too late"));
    sent.document().body(DOCUMENT).end();

    AttemptRow row = next.record().decision().attempt(0);
    assertEquals(200, row.status);
    assertNull(row.failure);
    assertEquals(next.record().usage(), row.usage());
    assertTrue(row.usage().total() > 0);
    assertEquals(Outcome.CANCELLED, bench.records.get(0).outcome());
    bench.assertSettled();
  }

  @Test
  @Case(id = "C1", did = "hangs up at every stage of a call")
  void atEveryStageTheProviderIsStoppedAndNobodyBlamed() {
    for (int stage = 0; stage < STAGES.size(); stage++) {
      Bench bench = Bench.of("a", "b");
      Call call = bench.call(STREAM);
      Sent sent = bench.upstream.last();
      STAGES.get(stage).accept(sent);
      call.inbound.onHangUp();
      call.inbound.onHangUp();
      assertTrue(sent.cancelled, "stage " + stage);
      assertEquals(Outcome.CANCELLED, call.record().outcome());
      assertFalse(call.caller.over());
      assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
      boolean billed = stage > 0 && stage < 8;
      assertEquals(billed ? 1 : 0, bench.rows.size(), "stage " + stage);
      bench.rows.forEach(row -> assertEquals(Row.Kind.ESTIMATED, row.kind()));
      bench.assertSettled();
    }
  }

  @Test
  void beforeAnyAttemptThereIsNothingToStop() {
    Bench bench = Bench.of("a");
    bench.open().inbound.onHangUp();
    Call half = bench.open().body(PLAIN.substring(0, 9));
    half.inbound.onHangUp();
    half.body(PLAIN.substring(9)).end();
    assertEquals(0, bench.upstream.calls.size());
    bench.assertSettled();
  }

  @Test
  void afterTheEndItIsNoNews() {
    Bench bench = Bench.of("a");
    Call call = bench.call(PLAIN);
    bench.upstream.last().document().body(DOCUMENT).end();
    call.inbound.onHangUp();
    call.inbound.onWritable();
    call.body("more").end();
    Bench.assertCompleted(call);
    bench.assertSettled();
  }

  @Test
  void afterTheLastEventTheAnswerCountsAsWhole() {
    Bench bench = Bench.of("a");
    Call call = bench.call(STREAM);
    bench.upstream.last().stream().body(HEL + STOP + USAGE + DONE);
    call.inbound.onHangUp();
    assertEquals(Row.Kind.REPORTED, bench.rows.get(0).kind());
    assertFalse(bench.rows.get(0).wasted());
    bench.assertSettled();
  }

  @Test
  void aHangUpWithinAnyWriteLeavesNothingBehind() {
    String[] streams = {
      ROLE + HEL + LO.substring(0, 9),
      HEL + LO + STOP + USAGE + DONE,
      HEL + "data: {\"error\":{}}\n\n"
    };
    for (String stream : streams) {
      for (int write = 1; write < 8; write++) {
        Bench bench = Bench.of("a", "b");
        Call call = bench.call(STREAM);
        hangUpAt(call, write);
        Sent sent = bench.upstream.last().stream();
        sent.body(stream.substring(0, 12)).body(stream.substring(12)).body(HEL).end();
        bench.pass(Duration.ofSeconds(1));
        if (!call.caller.over()) {
          call.inbound.onHangUp();
        }
        bench.assertSettled();
      }
    }
  }

  @Test
  void aHangUpWithinARefusalEndsTheCallOnce() {
    for (int write = 1; write < 3; write++) {
      Bench bench = Bench.of("a");
      Call call = bench.open();
      hangUpAt(call, write);
      call.body("{}").end();
      bench.assertSettled();
    }
  }

  private static void hangUpAt(Call call, int write) {
    int[] writes = {0};
    call.caller.onWrite =
        () -> {
          if (++writes[0] == write) {
            call.inbound.onHangUp();
          }
        };
  }
}
