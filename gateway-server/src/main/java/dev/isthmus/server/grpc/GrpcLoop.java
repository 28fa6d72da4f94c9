package dev.isthmus.server.grpc;

import dev.isthmus.core.exchange.CallGate;
import io.netty.channel.EventLoop;
import java.util.function.Supplier;

/**
 * One event loop, and what its calls need.
 *
 * @param requestIds makes one at each call; asked on this loop only
 */
public record GrpcLoop(EventLoop loop, CallGate gate, Supplier<String> requestIds) {}
