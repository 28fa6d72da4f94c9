package dev.isthmus.core.bytes;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;

/**
 * Hashes the first {@value #BYTES} bytes of a body. Fewer have no hash: no provider caches a prompt
 * as short as that. Shape: the same for the same bytes, in whichever buffers they are. Threads:
 * one.
 */
@HotPath
public final class PrefixHash implements ByteWindow.Reader {
  /** About the 1024 tokens from which on providers cache. */
  public static final int BYTES = 4096;

  /** Pieces are whole blocks, and each block is read in lanes that do not wait for each other. */
  private static final int BLOCK = 1024;

  private static final int WORD = Long.BYTES;

  private long hash = BYTES;

  private PrefixHash() {}

  /** Borrows {@code body}: its hash, or {@link AffinityKey#NONE} where it is too short. */
  public static long of(ByteBuf body) {
    if (body.readableBytes() < BYTES) {
      return AffinityKey.NONE;
    }
    PrefixHash beginning = new PrefixHash();
    int from = body.readerIndex();
    ByteWindow.show(body, from, from + BYTES, beginning);
    return beginning.hash;
  }

  @Override
  public void read(byte[] bytes, int from, int to, int shift) {
    for (int at = from; at < to; at += BLOCK) {
      readBlock(bytes, at);
    }
  }

  private void readBlock(byte[] bytes, int from) {
    long first = hash;
    long second = 2;
    long third = 3;
    long fourth = 4;
    for (int at = from; at < from + BLOCK; at += 4 * WORD) {
      first = AffinityKey.add(first, WordScan.word(bytes, at));
      second = AffinityKey.add(second, WordScan.word(bytes, at + WORD));
      third = AffinityKey.add(third, WordScan.word(bytes, at + 2 * WORD));
      fourth = AffinityKey.add(fourth, WordScan.word(bytes, at + 3 * WORD));
    }
    hash = AffinityKey.add(AffinityKey.add(AffinityKey.add(first, second), third), fourth);
  }
}
