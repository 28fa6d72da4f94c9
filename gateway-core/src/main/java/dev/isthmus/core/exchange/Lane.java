package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.route.Router;
import io.netty.buffer.ByteBufAllocator;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the engine: what a call needs and no other loop touches. */
public final class Lane implements CallGate {
  private final Engine engine;
  private final Tools tools;
  private @Nullable InForce latest;

  /** What belongs to one event loop. */
  public record Tools(
      Time time,
      Upstream upstream,
      ByteBufAllocator allocator,
      Router router,
      DecisionRing decisions,
      ToolCallIds toolCallIds) {

    long now() {
      return time.ticker().nanoTime();
    }
  }

  /**
   * The loop's time.
   *
   * @param clock wall-clock time, for people's eyes and the dates in answers
   */
  public record Time(Ticker ticker, InstantSource clock, Scheduler scheduler) {}

  public Lane(Engine engine, Tools tools) {
    this.engine = engine;
    this.tools = tools;
  }

  @Override
  public Inbound open(RequestHead head, Downstream downstream) {
    Exchange exchange = new Exchange(engine, tools, inForce(), head, downstream);
    exchange.open();
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
      known = InForce.of(now);
      latest = known;
    }
    return known;
  }

  /** The decisions of this loop; to be used on it. */
  public DecisionRing decisions() {
    return tools.decisions();
  }
}
