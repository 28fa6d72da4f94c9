package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.chaos.RawClient.End;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloudProcessTest {

  private static final String CHAT = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";
  private static final String GET =
      "GET /v1/models HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void aProcessCanBeFrozenThawedKilledAndStartedAgain() throws Exception {
    CloudProcess again;
    int port;
    try (CloudProcess cloud =
        CloudProcess.start(List.of("--kind", "compatible", "--deployment", "name=m"))) {
      port = cloud.port();
      CloudClient client = new CloudClient(URI.create("http://127.0.0.1:" + port));
      assertEquals(200, client.post("/v1/chat/completions", CHAT).status());
      assertEquals(
          1, new CloudClient(cloud.control()).get("/_sim/bill").json().path("complete").asInt());

      cloud.freeze();
      try (RawClient caller = RawClient.connect(port)) {
        assertEquals(End.TIMEOUT, caller.send(GET).readToEnd(Duration.ofMillis(300)).end());
        cloud.thaw();
        assertEquals(200, caller.readToEnd(PATIENCE).status());
      }

      cloud.kill();
      assertThrows(IOException.class, () -> RawClient.connect(port).close());
      again = cloud.restart();
    }
    try (again) {
      assertEquals(port, again.port());
      assertEquals(
          0, new CloudClient(again.control()).get("/_sim/bill").json().path("requests").asInt(-1));
    }
  }

  @Test
  void aCloudThatCannotStartSaysSo() {
    assertThrows(IOException.class, () -> CloudProcess.start(List.of("--kind", "none")));
  }
}
