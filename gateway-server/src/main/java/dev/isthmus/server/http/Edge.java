package dev.isthmus.server.http;

import dev.isthmus.core.exchange.CallGate;
import io.netty.channel.EventLoop;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the edge works with.
 *
 * @param gates the gate of each event loop, asked for once per loop
 * @param random the seed of the request ids
 */
public record Edge(
    Function<EventLoop, CallGate> gates,
    EdgeDialects dialects,
    EdgeLimits limits,
    EdgeEvents events,
    RandomGenerator random) {}
