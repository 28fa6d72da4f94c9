package dev.isthmus.core.bytes;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;

/**
 * Hashes the first {@value #BYTES} bytes of a body as they arrive, where they stand. Fewer have no
 * hash: no provider caches a prompt as short as that. Shape: the same for the same bytes, however
 * they were cut. Threads: one. Allocation: none.
 */
public final class PrefixHash {
  /** About the 1024 tokens from which on providers cache. */
  public static final int BYTES = 4096;

  private static final int WORD = Long.BYTES;
  private static final int BITS = Byte.SIZE;

  private long hash = BYTES;
  private long word;
  private int count;

  /** Borrows {@code part}. */
  @HotPath
  public void see(ByteBuf part) {
    int from = part.readerIndex();
    int to = from + Math.min(part.readableBytes(), BYTES - count);
    count += to - from;
    int at = from;
    for (int left = filled(count - (to - from)); left != 0 && at < to; left = filled(left + 1)) {
      take(part.getByte(at++), left);
    }
    for (; to - at >= WORD; at += WORD) {
      hash = AffinityKey.add(hash, part.getLongLE(at));
    }
    for (int filled = 0; at < to; filled++) {
      take(part.getByte(at++), filled);
    }
  }

  private static int filled(int bytes) {
    return bytes % WORD;
  }

  private void take(byte next, int filled) {
    word |= (next & 0xFFL) << (BITS * filled);
    if (filled == WORD - 1) {
      hash = AffinityKey.add(hash, word);
      word = 0;
    }
  }

  /** The hash, or {@link AffinityKey#NONE} where there were not enough bytes. */
  public long value() {
    return count == BYTES && hash != AffinityKey.NONE ? hash : AffinityKey.NONE;
  }
}
