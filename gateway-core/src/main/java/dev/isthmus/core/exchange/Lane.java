package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.govern.Gatekeeper;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.route.Router;
import io.netty.buffer.ByteBufAllocator;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the engine: what a call needs and no other loop touches. */
public final class Lane implements CallGate {
  private final Engine engine;
  private final Tools tools;

  /** What belongs to one event loop. */
  public record Tools(
      Time time,
      Upstream upstream,
      ByteBufAllocator allocator,
      Gatekeeper gatekeeper,
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
    Exchange exchange = new Exchange(engine, tools, head, downstream);
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
    new ModelList(engine, tools).answer(dialect, headers, model, requestId, downstream);
  }

  /** The decisions of this loop; to be used on it. */
  public DecisionRing decisions() {
    return tools.decisions();
  }
}
