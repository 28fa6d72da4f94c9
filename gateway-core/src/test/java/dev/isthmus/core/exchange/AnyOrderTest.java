package dev.isthmus.core.exchange;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens in whatever order, a call ends once, in one of three ways, writes nothing after
 * its end (the recording caller sees to that), and gives everything back.
 */
final class AnyOrderTest {
  private static final int RUNS = 1_000;
  private static final int STEPS = 60;
  private static final String[] WORDS = {
    Bench.ROLE,
    Bench.HEL,
    Bench.LO,
    Bench.STOP,
    Bench.USAGE,
    Bench.DONE,
    ": comment\n\n",
    "data: {\"error\":{\"code\":\"rate_limit_exceeded\"}}\n\n",
    "data: {\"error\":{\"code\":\"server_error\"}}\n\n",
    "data: nonsense\n\n",
    "",
    Bench.DOCUMENT,
    "{\"error\":{\"message\":\"no\"}}"
  };

  @Test
  void everyCallEndsOnce() {
    long base = new Random().nextLong();
    for (int run = 0; run < RUNS; run++) {
      long seed = base + run;
      try {
        once(new Random(seed));
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError("seed " + seed, broken);
      }
    }
  }

  private static void once(Random random) {
    Bench bench = random.nextBoolean() ? Bench.of("a", "b", "c") : Bench.of("a");
    Call[] calls = new Call[1 + random.nextInt(3)];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = bench.open();
      if (random.nextInt(8) == 0) {
        reenter(calls[i], random);
      }
    }
    for (int step = 0; step < STEPS; step++) {
      Call call = calls[random.nextInt(calls.length)];
      if (random.nextInt(3) == 0) {
        byCaller(call, random);
      } else if (!bench.upstream.calls.isEmpty()) {
        int size = bench.upstream.calls.size();
        byProvider(bench.upstream.calls.get(random.nextInt(size)), random);
      }
      if (random.nextInt(10) == 0) {
        bench.pass(Duration.ofMillis(random.nextInt(40_000)));
      }
    }
    for (Call call : calls) {
      if (!call.caller.over()) {
        call.inbound.onHangUp();
      }
    }
    bench.assertSettled();
    bench.records.forEach(
        record ->
            assertTrue(
                record.status() >= 200 || record.outcome() instanceof Outcome.Cancelled,
                record.outcome().toString()));
    assertFalse(bench.records.isEmpty());
  }

  private static void reenter(Call call, Random random) {
    int at = random.nextInt(6);
    int[] writes = {0};
    call.caller.onWrite =
        () -> {
          if (writes[0]++ == at) {
            call.inbound.onHangUp();
          }
        };
  }

  private static void byCaller(Call call, Random random) {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> call.body(random.nextInt(4) > 0 ? Bench.STREAM : Bench.PLAIN).end();
      case 4 -> call.body(Bench.PLAIN.substring(0, 20));
      case 5 -> call.end();
      case 6 -> {
        if (random.nextInt(6) == 0) {
          call.inbound.onHangUp();
        }
      }
      case 7 ->
          call.inbound.onBodyFailure(Failure.ofClient(FailureKind.REQUEST_TIMEOUT, "too slow"));
      case 8 -> call.caller.writable = false;
      default -> {
        call.caller.writable = true;
        call.inbound.onWritable();
      }
    }
  }

  /** What a port may say in an order that it may say it in: a head once, bodies after it. */
  private static void byProvider(Sent sent, Random random) {
    if (!sent.headed) {
      switch (random.nextInt(6)) {
        case 0 -> sent.unreachable();
        case 1 -> sent.sent().reset();
        case 2 -> sent.sent().head(random.nextBoolean() ? 500 : 429);
        case 3 -> sent.document();
        default -> sent.stream();
      }
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> sent.end();
      case 1 -> sent.reset();
      default -> {
        String word = WORDS[random.nextInt(WORDS.length)];
        int cut = random.nextInt(word.length() + 1);
        sent.body(word.substring(0, cut)).body(word.substring(cut));
      }
    }
  }
}
