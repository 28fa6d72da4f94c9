package dev.isthmus.server.http;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.exchange.Inbound;
import io.netty.buffer.ByteBuf;

/** Stands where no call is, or where one takes no body. */
enum NoInbound implements Inbound {
  INSTANCE;

  @Override
  public boolean wantsBody() {
    return false;
  }

  @Override
  public void onBody(ByteBuf part) {
    part.release();
  }

  @Override
  public void onBodyEnd() {}

  @Override
  public void onBodyFailure(Failure failure) {}

  @Override
  public void onHangUp() {}

  @Override
  public void onWritable() {}
}
