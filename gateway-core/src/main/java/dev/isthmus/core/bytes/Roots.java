package dev.isthmus.core.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;

/** Whose memory a buffer's bytes stand in. Threads: any; stateless. */
public final class Roots {
  private Roots() {}

  /** The buffer that {@code part} is a part of, or itself. */
  static ByteBuf of(ByteBuf part) {
    ByteBuf root = part;
    for (ByteBuf under = root.unwrap(); under != null; under = root.unwrap()) {
      root = under;
    }
    return root;
  }

  /**
   * Whether the memory before and behind the readable bytes of {@code part} is whoever's who owns
   * {@code part}. What somebody else holds a part of has no room of its own; a composite's room may
   * be another's bytes. Whether somebody holds the part that {@code part} is a part of is not to be
   * seen: parts of parts must show no room that is not theirs, as slices do not.
   */
  public static boolean ownsRoom(ByteBuf part) {
    ByteBuf root = of(part);
    return !(root instanceof CompositeByteBuf)
        && !part.isReadOnly()
        && part.refCnt() == 1
        && root.refCnt() == 1;
  }
}
