package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.stand.GatewayProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More than a thousand streams are open at once, all of them on one loop and to one address. */
final class ManyStreamsIT {
  private static final int WANTED = 1_200;
  private static final double CALLS_PER_SECOND = 200;

  @Test
  void streamsToOneAddressAreBoundedByCallsAlone() throws Exception {
    Duration sending = Duration.ofSeconds((long) (WANTED / CALLS_PER_SECOND));
    try (StreamStand stand = new StreamStand(sending.plusSeconds(3), Duration.ofSeconds(1));
        GatewayProcess gateway = start(stand)) {
      LoadResult result =
          stand.load(gateway.base(), StreamStand.LONG, CALLS_PER_SECOND, 1, sending).await();
      assertTrue(result.allOk(), result::text);
      long open = mostOpen(result.calls());
      assertTrue(open > WANTED * 0.9, "streams open at once: " + open);
    }
  }

  private static GatewayProcess start(StreamStand stand) throws Exception {
    String config =
        stand
            .config(0, 0, Duration.ZERO, Duration.ofSeconds(1))
            .replace("limits: {", "limits: {event_loops: 1, ");
    List<String> command =
        GatewayProcess.command(
            GatewayProcess.MAIN, List.of(StreamStand.FLAGS), GatewayProcess.write(config));
    return GatewayProcess.start(command, StreamStand.ENVIRONMENT, 1000);
  }

  /** How many were open when the last one had been sent. */
  private static long mostOpen(List<CallRecord> calls) {
    long last = calls.stream().mapToLong(call -> call.marks().sentNanos()).max().orElse(0);
    return calls.stream().filter(call -> call.ranAt(last)).count();
  }
}
