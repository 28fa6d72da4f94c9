package dev.isthmus.core.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.isthmus.core.call.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the ring keeps, and which objects go round. */
final class DecisionRingTest {
  private static final int SIZE = 4;
  private static final int CROWD = 1_000;

  private final DecisionRing ring = new DecisionRing(SIZE, 3, 5);

  @Test
  void theLastOnesAreFoundAndNoOthers() {
    long[] ids = new long[SIZE + 1];
    for (int i = 0; i < ids.length; i++) {
      Decision decision = ring.take();
      ids[i] = decision.summary().id;
      ring.publish(decision);
    }

    assertNull(ring.find(ids[0]));
    for (int i = 1; i < ids.length; i++) {
      assertNotNull(ring.find(ids[i]));
    }
  }

  @Test
  void afterManyCallsAtOnceFewObjectsGoRound() {
    List<Decision> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(ring.take());
    }
    crowd.forEach(ring::publish);

    Set<Decision> used = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < CROWD; i++) {
      Decision decision = ring.take();
      used.add(decision);
      ring.publish(decision);
    }

    assertEquals(1, used.size());
  }
}
