package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Strain;
import dev.isthmus.core.cases.Case;
import dev.isthmus.server.http.EdgeEvents.Cut;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** How many connections there may be, in all and from one address. */
class VisitorsTest {
  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: gw.test\r\n\r\n";

  private static InetAddress address(int last) throws Exception {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  @Test
  void oneAddressLeavesRoomForOthers() throws Exception {
    Visitors visitors = new Visitors(TestEdge.connections(3, 2));
    assertNull(visitors.tryAdd(address(1)));
    assertNull(visitors.tryAdd(address(1)));
    assertEquals(Cut.ADDRESS_LIMIT, visitors.tryAdd(address(1)));
    assertNull(visitors.tryAdd(address(2)));
    assertEquals(Cut.CONNECTION_LIMIT, visitors.tryAdd(address(3)));
    visitors.remove(address(1));
    assertNull(visitors.tryAdd(address(3)));
    assertEquals(3, visitors.size());
  }

  @Test
  void addressesAreForgottenWithTheirLastConnection() throws Exception {
    Visitors visitors = new Visitors(TestEdge.connections(1000, 2));
    for (int i = 0; i < 200; i++) {
      assertNull(visitors.tryAdd(address(i)));
    }
    for (int i = 0; i < 200; i++) {
      visitors.remove(address(i));
    }
    assertEquals(0, visitors.size());
    assertEquals(0, visitors.addresses());
  }

  @Test
  @Case(id = "SL6", did = "fifty times as many connections from one address as it may have")
  void aFloodFromOneAddressLeavesItsFirstConnectionsUnharmed() throws Exception {
    try (TestEdge edge = new TestEdge(TestEdge.connections(100, 2));
        RawClient first = edge.connect()) {
      assertEquals(200, first.send(GET).read().status());
      try (RawClient second = edge.connect()) {
        assertEquals(200, second.send(GET).read().status());
        for (int i = 0; i < 100; i++) {
          try (RawClient more = edge.connect()) {
            more.millisToEnd();
            assertEquals(Cut.ADDRESS_LIMIT, edge.nextCut());
          }
        }
        assertEquals(200, first.send(GET).read().status());
      }
      awaitOpen(edge, 1);
      try (RawClient again = edge.connect()) {
        assertEquals(200, again.send(GET).read().status());
      }
    }
  }

  @Test
  void shortOfMemoryConnectionsEndWithTheirAnswerAndThenNoneAreTaken() throws Exception {
    try (TestEdge edge = new TestEdge(TestEdge.connections(100, 100));
        RawClient before = edge.connect()) {
      assertEquals(200, before.send(GET).read().status());
      edge.strain = Strain.TIGHT;
      assertEquals("close", before.send(GET).read().header("connection"));
      assertTrue(before.millisToEnd() <= 1_000);
      edge.strain = Strain.OUT;
      try (RawClient late = edge.connect()) {
        late.millisToEnd();
        assertEquals(Cut.MEMORY, edge.nextCut());
      }
      edge.strain = Strain.CALM;
      try (RawClient after = edge.connect()) {
        assertEquals(200, after.send(GET).read().status());
      }
    }
  }

  private static void awaitOpen(TestEdge edge, int connections) {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (edge.open.get() > connections && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals(connections, edge.open.get());
  }
}
