package dev.isthmus.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;

/**
 * Goes on with the protocol that the TLS handshake agreed on. A caller that offers no protocols
 * speaks HTTP/1.1, as RFC 9112 has it; that is no guess, and HTTP/2's preface is then refused.
 */
final class AlpnChoice extends ApplicationProtocolNegotiationHandler {
  private final EdgeLoop edge;

  AlpnChoice(EdgeLoop edge) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.edge = edge;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      Http2Connection.addTo(ctx.channel(), edge);
    } else {
      ctx.pipeline().addLast(new Http1Connection(ctx.channel(), edge));
    }
  }

  /** Whatever went wrong before there was a protocol to say it in. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Wire.close(ctx.channel());
  }
}
