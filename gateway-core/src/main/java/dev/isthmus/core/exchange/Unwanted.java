package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import io.netty.buffer.ByteBuf;

/** Stands where no call is, or where one takes no body: what still comes of it is let go of. */
public enum Unwanted implements Inbound {
  INSTANCE;

  @Override
  public boolean wantsBody() {
    return false;
  }

  /** Takes {@code part}, and releases it. */
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
  public void onCut(Failure why) {}

  @Override
  public void onWritable() {}
}
