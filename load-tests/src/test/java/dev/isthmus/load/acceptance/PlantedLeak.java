package dev.isthmus.load.acceptance;

import dev.isthmus.server.boot.Main;
import io.netty.buffer.PooledByteBufAllocator;

/** A gateway that has lost a buffer, to show that one would be noticed. */
public final class PlantedLeak {
  private PlantedLeak() {}

  public static void main(String[] arguments) {
    lose();
    Main.main(arguments);
  }

  private static void lose() {
    PooledByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
  }
}
