package dev.isthmus.server.http;

import dev.isthmus.core.call.Strain;
import dev.isthmus.core.exchange.CallGate;
import io.netty.channel.EventLoop;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the edge works with.
 *
 * @param gates the gate of each event loop, asked for once per loop
 * @param strain how short of memory the process is
 * @param random the seed of the request ids
 */
public record Edge(
    Function<EventLoop, CallGate> gates,
    EdgeDialects dialects,
    EdgeLimits limits,
    EdgeEvents events,
    Supplier<Strain> strain,
    RandomGenerator random) {}
