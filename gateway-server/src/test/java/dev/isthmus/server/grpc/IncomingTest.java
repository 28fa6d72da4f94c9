package dev.isthmus.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

final class IncomingTest {

  /** Room for 100 bytes. */
  private static final class Small implements MessageRoom {
    private long used;

    @Override
    public boolean tryReserve(long bytes) {
      boolean fits = used + bytes <= 100;
      used += fits ? bytes : 0;
      return fits;
    }

    @Override
    public void release(long bytes) {
      used -= bytes;
    }
  }

  private final Small room = new Small();
  private int told;

  @Test
  void whatComesIsReservedUntilTheMessageIsHandedOver() {
    Incoming incoming = new Incoming(room);
    incoming.onFull(() -> told++);
    incoming.inboundWireSize(30);
    incoming.inboundWireSize(70);
    assertEquals(100, room.used);
    assertEquals(100, incoming.bytes());
    incoming.handedOver();
    assertEquals(0, room.used);
    incoming.streamClosed(Status.OK);
    assertEquals(0, room.used);
    assertEquals(0, told);
  }

  @Test
  void withoutRoomTheCallIsToldOnceAndGivesBackAll() {
    Incoming other = new Incoming(room);
    other.inboundWireSize(60);
    Incoming incoming = new Incoming(room);
    incoming.inboundWireSize(40);
    incoming.inboundWireSize(1);
    incoming.onFull(() -> told++);
    incoming.inboundWireSize(1000);
    assertEquals(1, told, "also where it was full before anybody listened");
    assertEquals(100, room.used);
    incoming.streamClosed(Status.CANCELLED);
    assertEquals(60, room.used);
    other.streamClosed(Status.OK);
    assertEquals(0, room.used);
  }
}
