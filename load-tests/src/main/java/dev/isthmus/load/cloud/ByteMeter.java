package dev.isthmus.load.cloud;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Counts connections and every byte that arrives, before anything reads it. */
final class ByteMeter extends ChannelInboundHandlerAdapter {

  private final Bill bill;

  ByteMeter(Bill bill) {
    this.bill = bill;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    bill.connected();
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    bill.disconnected();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    bill.received(((ByteBuf) message).readableBytes());
    ctx.fireChannelRead(message);
  }
}
