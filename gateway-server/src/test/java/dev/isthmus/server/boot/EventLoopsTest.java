package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.server.http.Transport;
import dev.isthmus.server.http.Transports;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which event loops a gateway gets where the system refuses some. */
final class EventLoopsTest {
  private static final int CALLS = 2;
  private static final long PATIENCE_SECONDS = 20;

  private final List<EventLoopGroup> made = new ArrayList<>();

  /** Refuses what the first loops of {@code first} are for, and makes all others. */
  private EventLoops.Maker without(Transport first, String name) {
    return (transport, threads, what) -> {
      if (transport == first && what.equals(name)) {
        throw new IllegalStateException("a child", new IOException("no memory\nfor a ring"));
      }
      EventLoopGroup group = Transports.newLoops(transport, threads, what);
      made.add(group);
      return group;
    };
  }

  @Test
  void theUsualTransportHasLoopsForCallsAndOneForProbes() throws Exception {
    try (EventLoops loops = EventLoops.open(null, CALLS, Transports::newLoops)) {
      assertSame(Transport.usual(), loops.transport());
      assertEquals(CALLS, size(loops.calls()));
      assertEquals(1, size(loops.probes()));
    }
  }

  @Test
  void whereTheFirstOneCannotBeMadeTheNextIsTaken() throws Exception {
    Transport usual = Transport.usual();
    try (EventLoops loops = EventLoops.open(null, CALLS, without(usual, "loop"))) {
      assertTrue(loops.transport().compareTo(usual) > 0, loops.transport().name());
    }
  }

  @Test
  void whereTheLastRingCannotBeMadeTheOthersEndAndTheNextTransportIsTaken() throws Exception {
    Transport usual = Transport.usual();
    try (EventLoops loops = EventLoops.open(null, CALLS, without(usual, "probe"))) {
      assertTrue(loops.transport().compareTo(usual) > 0, loops.transport().name());
      assertEquals(3, made.size());
      assertTrue(made.get(0).terminationFuture().await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  @Test
  void oneThatWasNamedIsNotReplaced() {
    EventLoops.Maker none = without(Transport.NIO, "loop");
    IOException refused =
        assertThrows(IOException.class, () -> EventLoops.open(Transport.NIO, CALLS, none));
    assertEquals(
        "transport: NIO is not to be had here: no memory (expected: another, or none named)",
        refused.getMessage());
  }

  private static int size(EventLoopGroup loops) {
    int size = 0;
    var each = loops.iterator();
    while (each.hasNext()) {
      each.next();
      size++;
    }
    return size;
  }
}
