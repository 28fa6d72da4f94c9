package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** "Only in the EU" holds when everything in the EU fails. */
final class ResidencyIT {
  private static final int CALLS = Boolean.getBoolean("isthmus.nightly") ? 10_000 : 2_000;
  private static final int RATE = 250;
  private static final int DEAD_SECONDS = 2;
  private static final int REFUSED = 503;
  private static final Pattern AUDIT = Pattern.compile("residency refused .*request=(\\S+) ");

  @Test
  @Case(id = "residency", did = "counts bytes that leave the EU while its clouds fail and die")
  void nothingLeavesTheRegionWhateverFails(Figures figures) throws Exception {
    try (CloudStand stand =
        new CloudStand(
            "only: {data_zones: [eu]}", Tempo.INSTANT, List.of("eu-1", "eu-2", "us-1", "us-2"))) {
      List.of("eu-1", "eu-2").forEach(name -> fail(stand.cloud(name)));
      LoadResult result =
          LoadRun.start(stand.plan(RATE, Duration.ofSeconds(CALLS / RATE), Duration.ofSeconds(30)))
              .await();
      stand.cloud("eu-1").kill();
      stand.cloud("eu-2").kill();
      LoadResult dead =
          LoadRun.start(stand.plan(RATE, Duration.ofSeconds(DEAD_SECONDS), Duration.ofSeconds(30)))
              .await();
      String answer = ask(stand);

      List<String> refused = refused(result.calls());
      List<String> refusedByTheDead = refused(dead.calls());
      figures.add("calls", result.counts().scheduled() + dead.counts().scheduled());
      figures.add("refused", refused.size()).add("refused_by_the_dead", refusedByTheDead.size());
      figures.add("outcomes", result.outcomes().toString());
      figures.add("bytes_outside", outside(stand, "us-1") + outside(stand, "us-2"));
      assertTrue(answer.startsWith("HTTP/1.1 503"), answer);
      assertTrue(answer.contains("RESIDENCY"), answer);
      assertTrue(!refused.isEmpty(), "nothing was refused: the failures were too few");
      assertEquals(0, outside(stand, "us-1") + outside(stand, "us-2"));
      assertEquals(dead.counts().scheduled(), refusedByTheDead.size(), dead.outcomes()::toString);
      refused.addAll(refusedByTheDead);
      refused.add(requestId(answer));
      Collections.sort(refused);
      assertEquals(refused, audited(stand, refused.size()), "one line for each, and no other");
      assertTheOutsideWasWellAndCounts(stand.cloud("us-1"));
    }
  }

  /** Else no bytes outside would prove nothing. */
  private static void assertTheOutsideWasWellAndCounts(Cloud outside) throws Exception {
    String answer = ask(outside.port(), "none");
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertEquals(1, outside.bill().connectionsEver());
    assertTrue(outside.bill().requestBytes() > 0, "bytes are not counted");
  }

  private static void fail(Cloud cloud) {
    cloud.faults().add(Fault.status(503).probability(0.15));
    cloud.faults().add(Fault.of(FaultKind.RESET_BEFORE_HEAD).probability(0.15));
    cloud.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).probability(0.05));
    cloud.faults().add(Fault.of(FaultKind.RESET_AFTER_HEAD).probability(0.05));
    cloud.faults().add(Fault.of(FaultKind.HTML_502).probability(0.05));
  }

  private static String ask(CloudStand stand) throws Exception {
    return ask(stand.gateway().base().getPort(), CloudStand.KEY);
  }

  private static String ask(int port, String key) throws Exception {
    String body =
        "{\"model\":\"gpt-oss-120b\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    try (RawClient client = RawClient.connect(port)) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
              + "Authorization: Bearer "
              + key
              + "\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      return client.readToEnd(Duration.ofSeconds(20)).text();
    }
  }

  private static long outside(CloudStand stand, String name) {
    return stand.cloud(name).bill().requestBytes() + stand.cloud(name).bill().connectionsEver();
  }

  private static List<String> refused(List<CallRecord> calls) {
    return calls.stream()
        .filter(call -> call.status() == REFUSED)
        .map(CallRecord::requestId)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String requestId(String answer) {
    Matcher id = Pattern.compile("(?i)x-request-id: (\\S+)").matcher(answer);
    assertTrue(id.find(), answer);
    return id.group(1);
  }

  /** The call of each audit line, sorted, as soon as there are {@code count} of them. */
  private static List<String> audited(CloudStand stand, int count) throws InterruptedException {
    List<String> found = new ArrayList<>();
    for (int round = 0; round < 50 && found.size() < count; round++) {
      new java.util.concurrent.CountDownLatch(1)
          .await(100, java.util.concurrent.TimeUnit.MILLISECONDS); // it is written later
      found.clear();
      for (String line : stand.gateway().output()) {
        Matcher matcher = AUDIT.matcher(line);
        if (matcher.find()) {
          found.add(matcher.group(1));
        }
      }
    }
    Collections.sort(found);
    return found;
  }
}
