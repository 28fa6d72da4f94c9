package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a gateway wrote about each call, by the call's request id. */
final class AccessLines {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int ROUNDS = 50;
  private static final long ROUND_MILLIS = 100;

  private AccessLines() {}

  /** The lines so far, as soon as there are {@code count}: they are written a little later. */
  static Map<String, JsonNode> of(PackagedGateway gateway, long count)
      throws IOException, InterruptedException {
    Map<String, JsonNode> lines = new HashMap<>();
    for (int round = 0; round < ROUNDS && lines.size() < count; round++) {
      new CountDownLatch(1).await(ROUND_MILLIS, TimeUnit.MILLISECONDS);
      for (String line : gateway.output()) {
        if (line.contains("\"request\":")) {
          JsonNode node = MAPPER.readTree(line);
          lines.put(node.path("request").asText(), node);
        }
      }
    }
    return lines;
  }
}
