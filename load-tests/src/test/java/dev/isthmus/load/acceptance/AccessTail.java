package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The access lines of a gateway, each read once. Threads: one. */
final class AccessTail {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int ROUNDS = 500;
  private static final long ROUND_MILLIS = 10;

  private final PackagedGateway gateway;
  private final Map<String, JsonNode> lines = new HashMap<>();
  private int read;

  AccessTail(PackagedGateway gateway) {
    this.gateway = gateway;
  }

  /** The line of the call that was named {@code request}: it is written a little later. */
  JsonNode await(String request) throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      catchUp();
      JsonNode line = lines.remove(request);
      if (line != null) {
        return line;
      }
      new CountDownLatch(1).await(ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }
    throw new IllegalStateException("no access line of " + request);
  }

  private void catchUp() throws IOException {
    List<String> output = gateway.output();
    for (; read < output.size(); read++) {
      if (output.get(read).contains("\"request\":")) {
        JsonNode line = MAPPER.readTree(output.get(read));
        lines.put(line.path("request").asText(), line);
      }
    }
  }
}
