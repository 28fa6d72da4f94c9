package dev.isthmus.core.hotpath;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.account.Prices;
import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Strain;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.CallerLimits;
import dev.isthmus.core.govern.Callers;
import dev.isthmus.core.govern.Credential;
import dev.isthmus.core.govern.Gatekeeper;
import dev.isthmus.core.govern.Grant;
import dev.isthmus.core.govern.KeyHash;
import dev.isthmus.core.govern.Pace;
import dev.isthmus.core.govern.Room;
import dev.isthmus.core.govern.Seat;
import dev.isthmus.core.resilience.HedgeBudget;
import dev.isthmus.core.resilience.RetryBudget;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is done once for a call, whoever answers it: who asks, whether it may, what it costs. */
final class CallCases {
  private static final String KEY = "sk-bench-0123456789abcdef0123456789abcdef";
  private static final long LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  static final CallFacts FACTS =
      new CallFacts(
          Operation.CHAT, "gpt", true, false, 8192, 8000, 0, 256, 1, Capability.CHAT.bit());

  private CallCases() {}

  static List<HotPathCase> all() {
    return List.of(
        new HotPathCase(
            "gatekeeper",
            136,
            Set.of(
                "Gatekeeper",
                "Seat",
                "Room",
                "Pace",
                "Comeback",
                "WishReader",
                "CallerMeter",
                "TokenBucket",
                "Grant"),
            CallCases::gatekeeper),
        new HotPathCase("affinity-key", 0, Set.of("AffinityKey"), CallCases::affinity),
        new HotPathCase("bounds", 0, Set.of("Bounds"), CallCases::bounds),
        new HotPathCase("turn-ticker", 0, Set.of("TurnTicker"), CallCases::turn),
        new HotPathCase("prices", 0, Set.of("Prices"), CallCases::prices),
        new HotPathCase("budgets", 0, Set.of("RetryBudget", "HedgeBudget"), CallCases::budgets));
  }

  /** Two headers of a call. */
  private static final class Headers implements HeaderView {
    private static final String BEARER = "Bearer " + KEY;

    @Override
    public @Nullable String get(String name) {
      return name.equals("authorization") ? BEARER : null;
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
      visitor.accept("authorization", BEARER);
      visitor.accept("content-type", "application/json");
    }

    @Override
    public void forEach(String name, BiConsumer<String, String> visitor) {
      if (name.equals("authorization")) {
        visitor.accept(name, BEARER);
      }
    }

    @Override
    public void forEachFrom(String prefix, BiConsumer<String, String> visitor) {}
  }

  private static LongSupplier gatekeeper() {
    Caller caller =
        new Caller(
            new CallerId("bench", 0),
            Set.of(),
            Scope.ANY,
            new CallerLimits(1_000_000_000, 100_000_000_000L, 1000),
            Caller.Expose.ID,
            CallClass.INTERACTIVE);
    List<Credential> credentials = List.of(new Credential(KeyHash.ofKey(KEY), caller));
    Room room = new Room(1000, new BodyBudget(1 << 28), 1 << 25, 0);
    Callers callers = new Callers(credentials, new SecureRandom(), room, 0);
    Pace pace = new Pace(Runnable::run, () -> 0, LAG_NANOS);
    Gatekeeper gatekeeper = new Gatekeeper(callers, pace, () -> Strain.CALM);
    HeaderView headers = new Headers();
    Usage usage = Usage.reported(2000, 0, 0, 100, 0);
    long[] now = {0};
    return () -> {
      now[0] += 1_000_000;
      Caller known = (Caller) gatekeeper.identify(headers);
      Seat seat = (Seat) gatekeeper.enter(known, FACTS.bodyBytes(), now[0]);
      gatekeeper.asked(known, headers);
      Grant grant = (Grant) gatekeeper.admit(known, FACTS, 256, now[0]);
      grant.close(usage, now[0]);
      seat.leave();
      return now[0];
    };
  }

  private static LongSupplier affinity() {
    long[] key = {1};
    return () -> {
      key[0] = AffinityKey.add(key[0], 0x1234_5678_9abc_def0L);
      key[0] ^= AffinityKey.ofSession("session-17", "bench");
      key[0] ^= AffinityKey.ofSession(key[0], "bench");
      return AffinityKey.rank(key[0], "azure-sweden-1");
    };
  }

  private static LongSupplier bounds() {
    Bounds bounds = new Bounds(Scope.ANY, 30, Double.POSITIVE_INFINITY, 0.01);
    return () ->
        (bounds.hasDeadline() ? 1 : 0)
            + (bounds.hasFirstContent() ? 2 : 0)
            + (bounds.hasMostDollars() ? 4 : 0);
  }

  private static LongSupplier turn() {
    TurnTicker turn = new TurnTicker(System::nanoTime);
    return () -> {
      turn.hold();
      long held = turn.nanoTime();
      turn.release();
      return held - turn.nanoTime();
    };
  }

  private static LongSupplier prices() {
    Prices prices =
        Prices.ofDollarsPerMillion(0.15, 0.075, null, 0.6)
            .withLongContext(128_000, Prices.ofDollarsPerMillion(0.3, null, null, 1.2));
    Usage brief = Usage.reported(2000, 100, 0, 300, 0);
    Usage lengthy = Usage.reported(200_000, 0, 0, 300, 0);
    return () ->
        prices.picodollars(brief, 1)
            + prices.picodollars(lengthy, 1)
            + (long) (1e12 * prices.dollars(2000, 0, 300, 1));
  }

  private static LongSupplier budgets() {
    RetryBudget retries = new RetryBudget();
    HedgeBudget hedges = new HedgeBudget(() -> 0);
    return () -> {
      retries.callStarted();
      hedges.called();
      if (retries.tryAcquire()) {
        retries.release();
      }
      hedges.spent(1_000);
      retries.callEnded();
      return retries.callsInFlight();
    };
  }
}
