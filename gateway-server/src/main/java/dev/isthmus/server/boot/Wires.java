package dev.isthmus.server.boot;

import dev.isthmus.core.exchange.Upstream;

/** Sends each request over the wire that its deployment is spoken to. Threads: one event loop. */
record Wires(Upstream http, Upstream grpc) implements Upstream {

  @Override
  public Call send(Request request, Listener listener) {
    return switch (request.wire()) {
      case HTTP -> http.send(request, listener);
      case GRPC -> grpc.send(request, listener);
    };
  }
}
