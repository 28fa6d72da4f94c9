package dev.isthmus.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;

/**
 * Tells HTTP/2 with prior knowledge from HTTP/1.1 on a plain connection, by its first bytes: what
 * is not HTTP/2's preface to the last byte is HTTP/1.1, and has to be sound as such.
 */
final class PrefaceDetector extends ByteToMessageDecoder implements Swept {
  private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
  private final Channel channel;
  private final EdgeLoop edge;
  private final Patience patience;

  PrefaceDetector(Channel channel, EdgeLoop edge) {
    this.channel = channel;
    this.edge = edge;
    this.patience = new Patience(edge.limits().timeouts());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    patience.awaitRequest(edge.now());
    edge.add(this);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    preface.release();
    edge.remove(this);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int common = 0;
    int bytes = Math.min(in.readableBytes(), preface.readableBytes());
    while (common < bytes && in.getByte(in.readerIndex() + common) == preface.getByte(common)) {
      common++;
    }
    if (common < bytes) {
      ctx.pipeline().addLast(new Http1Connection(channel, edge));
      ctx.pipeline().remove(this);
    } else if (common == preface.readableBytes()) {
      Http2Connection.addTo(channel, edge);
      ctx.pipeline().remove(this);
    } else {
      patience.awaitHead(edge.now());
    }
  }

  @Override
  public void sweep(long now) {
    if (patience.check(now) != null) {
      Wire.close(channel);
    }
  }

  /** The first bytes may be on their way: whoever connects has something to ask. */
  @Override
  public void drain() {
    Wire.later(channel, this::closeUnlessAsked, EdgeLoop.LAST_ROUND_TRIP_MILLIS);
  }

  private void closeUnlessAsked() {
    if (channel.pipeline().context(this) != null) {
      Wire.close(channel);
    }
  }

  @Override
  public void cut() {
    Wire.close(channel);
  }
}
