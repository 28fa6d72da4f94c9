package dev.isthmus.server.grpc;

import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.exchange.Upstream;
import dev.isthmus.core.provider.Address;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.Set;

/**
 * Sends unary calls to gRPC servers, on connections that this event loop keeps.
 *
 * <p>A good answer is told as status 200 and its one message; a status of the server's as an HTTP
 * status with {@code grpc-status} among its headers and the server's words as its body. Verdicts:
 * UNSENT until the call's head has left, UNANSWERED after that.
 *
 * <p>Threads: the event loop only. Errors: all through the listener.
 */
public final class GrpcUpstream implements Upstream {
  private final Tools tools;
  private final Hosts hosts;

  /** What all calls of one loop share. */
  record Tools(EventLoop loop, Scheduler scheduler, Channels channels, int messageBytes) {}

  /** Where connections live: sockets that fit the loop, and how time is told on it. */
  public record Place(
      EventLoop loop, Class<? extends SocketChannel> sockets, Ticker ticker, Scheduler scheduler) {}

  /**
   * @param messageBytes the largest answer
   */
  public GrpcUpstream(Place place, Hosts hosts, int messageBytes) {
    GrpcLogs.quieten();
    Channels channels =
        new Channels(
            new Channels.Ground(place.loop(), place.sockets(), messageBytes, place.ticker()));
    this.tools = new Tools(place.loop(), place.scheduler(), channels, messageBytes);
    this.hosts = hosts;
  }

  @Override
  public Call send(Request request, Listener listener) {
    GrpcCall call = new GrpcCall(tools, request, listener);
    Address address = request.address();
    hosts.next(address.host(), address.allowPrivate(), tools.loop(), call::found);
    return call;
  }

  /** Only {@code addresses} are wanted from now on. */
  public void retain(Set<Address> addresses) {
    tools.channels().retain(addresses);
  }

  /** Takes no more calls; those under way go on. */
  public void close() {
    tools.channels().close();
  }
}
