package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;

/** Watches an answer of which nothing is left out or overwritten. Threads: one event loop. */
@HotPath
public abstract class WholeTap implements UsageTap {
  private final ByteRanges hidden = new ByteRanges();
  private final ByteRanges noIds = new ByteRanges();
  private int writerIndex;

  /** Borrows the next part. */
  protected abstract void look(ByteBuf part);

  @Override
  public final void see(ByteBuf part) {
    writerIndex = part.writerIndex();
    look(part);
  }

  @Override
  public final int wholeUntil() {
    return writerIndex;
  }

  @Override
  public final int usefulUntil() {
    return writerIndex;
  }

  @Override
  public final int dropStart() {
    return 0;
  }

  @Override
  public final int dropEnd() {
    return 0;
  }

  @Override
  public final ByteRanges hidden() {
    return hidden;
  }

  @Override
  public ByteRanges responseIds() {
    return noIds;
  }
}
