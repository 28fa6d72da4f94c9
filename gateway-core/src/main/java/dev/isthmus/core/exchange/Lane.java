package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Strain;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.Entry;
import dev.isthmus.core.govern.Identified;
import dev.isthmus.core.govern.Pace;
import dev.isthmus.core.govern.Seat;
import dev.isthmus.core.observe.CallLog;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.route.Router;
import io.netty.buffer.ByteBufAllocator;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the engine: what a call needs and no other loop touches. */
public final class Lane implements CallGate {
  private final Engine engine;
  private final Tools tools;
  private @Nullable InForce latest;

  /**
   * What belongs to one event loop.
   *
   * @param callLog is told of each call that ended
   */
  public record Tools(
      Time time,
      Upstream upstream,
      ByteBufAllocator allocator,
      Router router,
      DecisionRing decisions,
      CallLog callLog,
      ToolCallIds toolCallIds,
      Strains strains) {

    long now() {
      return time.ticker().nanoTime();
    }
  }

  /**
   * Why calls may have to be turned away.
   *
   * @param pace of this loop
   * @param memory how short of it the process is
   */
  public record Strains(Pace pace, Supplier<Strain> memory) {}

  /**
   * The loop's time.
   *
   * @param clock wall-clock time, for people's eyes and the dates in answers
   */
  public record Time(Ticker ticker, InstantSource clock, AlarmPool alarms) {}

  public Lane(Engine engine, Tools tools) {
    this.engine = engine;
    this.tools = tools;
  }

  @Override
  public Inbound open(RequestHead head, Downstream downstream) {
    InForce now = inForce();
    Identified who = now.gatekeeper().identify(head.headers());
    if (!(who instanceof Caller known)) {
      return call(new Exchange(engine, tools, now, head, downstream), who, null);
    }
    Entry entry = now.gatekeeper().enter(known, head.contentLength(), tools.now());
    if (entry instanceof Seat seat) {
      return call(new Exchange(engine, tools, now, head, downstream), known, seat);
    }
    // It never becomes a call: the less a refusal costs here, the more others are served.
    Failure why = ((Entry.TurnedAway) entry).failure();
    new Answer(downstream, head.dialect(), head.requestId()).refuse(why, sink -> {});
    return Unwanted.INSTANCE;
  }

  private static Inbound call(Exchange exchange, Identified who, @Nullable Seat seat) {
    exchange.open(who, seat);
    return exchange;
  }

  @Override
  public void listModels(
      Dialect dialect,
      HeaderView headers,
      @Nullable String model,
      String requestId,
      Downstream downstream) {
    new ModelList(inForce()).answer(dialect, headers, model, requestId, downstream);
  }

  /** Made once for each snapshot, because a gatekeeper brings tools of its own. */
  private InForce inForce() {
    Snapshot now = engine.snapshots().get();
    InForce known = latest;
    if (known == null || !known.snapshot().equals(now)) {
      known = InForce.of(now, tools.strains());
      latest = known;
    }
    return known;
  }

  /** The decisions of this loop; to be used on it. */
  public DecisionRing decisions() {
    return tools.decisions();
  }
}
