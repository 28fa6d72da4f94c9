package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CloudFleetTest {
  private static final String CHAT = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";
  private static final int ROUNDS = 100;
  private static final int ROUND_MILLIS = 50;

  @Test
  void cloudsShareAProcessAndDieOneByOne() throws Exception {
    try (CloudFleet fleet = CloudFleet.start(List.of(cloud("one"), cloud("other")))) {
      URI one = fleet.doors("one").service();
      URI other = fleet.doors("other").service();
      assertEquals(200, new CloudClient(one).post("/v1/chat/completions", CHAT).status());
      CloudClient control = new CloudClient(fleet.doors("one").control());

      control.post("/_sim/kill", "");
      assertFalse(becomes(one, false));
      assertEquals(200, new CloudClient(other).post("/v1/chat/completions", CHAT).status());

      control.post("/_sim/reopen", "");
      assertTrue(becomes(one, true));
      assertEquals(200, new CloudClient(one).post("/v1/chat/completions", CHAT).status());
      assertThrows(IllegalArgumentException.class, () -> fleet.doors("third"));
    }
  }

  private static List<String> cloud(String name) {
    return List.of("--kind", "compatible", "--name", name, "--deployment", "name=m");
  }

  /** Whether the port is open, as soon as that is {@code wanted}; a little later it may not be. */
  private static boolean becomes(URI at, boolean wanted) throws InterruptedException {
    for (int round = 0; round < ROUNDS && open(at) != wanted; round++) {
      var unused = new CountDownLatch(1).await(ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }
    return open(at);
  }

  private static boolean open(URI at) {
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
