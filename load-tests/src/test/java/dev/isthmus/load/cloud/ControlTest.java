package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ControlTest {

  private static final String CHAT = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final CloudClient service;
  private final CloudClient control;

  ControlTest() throws IOException {
    cloud = host.open(CloudSpec.compatible("c").deploy(Deployment.of("m", "m")));
    service = new CloudClient(cloud.base());
    control = new CloudClient(URI.create("http://127.0.0.1:" + cloud.controlPort()));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void aFaultIsSwitchedOnAndOffWhileTheCloudRuns() throws Exception {
    int id =
        control.post("/_sim/fault", "{'kind':'status','status':529}").json().path("id").asInt();
    assertEquals(529, service.post("/v1/chat/completions", CHAT).status());
    assertEquals(1, control.get("/_sim/fault").json().at("/0/hits").asInt());

    control.send("DELETE", "/_sim/fault?id=" + id, "");

    assertEquals(200, service.post("/v1/chat/completions", CHAT).status());
  }

  @Test
  void nonsenseIsRefusedWithItsName() throws Exception {
    assertTrue(control.post("/_sim/fault", "{'kind':'status','sttus':1}").body().contains("sttus"));
    assertEquals(400, control.post("/_sim/fault", "{'kind':'earthquake'}").status());
    assertEquals(400, control.post("/_sim/fault", "no json").status());
    assertEquals(404, control.get("/_sim/nothing").status());
  }

  @Test
  void theBillIsReadPageByPage() throws Exception {
    for (int i = 0; i < 3; i++) {
      service.post("/v1/chat/completions", CHAT);
    }
    cloud.bill().awaitSales(3, Duration.ofSeconds(10));

    var first = control.get("/_sim/bill?from=0&rows=2").json();
    var second = control.get("/_sim/bill?rows=2&from=" + first.path("next").asInt()).json();

    assertEquals(3, first.path("complete").asInt());
    assertEquals(2, first.path("rows").size());
    assertEquals(1, second.path("rows").size());
    assertEquals("complete", second.at("/rows/0/end").asText());
    assertEquals(cloud.bill().requestBytes(), first.path("request_bytes").asLong());
  }

  @Test
  void stateSaysWhatRuns() throws Exception {
    var state = control.get("/_sim/state").json();

    assertEquals("c", state.path("name").asText());
    assertEquals(0, state.at("/deployments/m/in_flight").asInt(-1));
    assertEquals(cloud.port(), state.path("port").asInt());
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void aFaultSurvivesBeingWrittenAndRead(FaultKind kind) {
    Fault fault =
        Fault.of(kind)
            .onDeployment("d")
            .probability(0.5)
            .times(3)
            .retryAfter(RetryForm.FRACTION, 9)
            .header("a", "b")
            .afterEvents(7)
            .factor(2.5)
            .bytes(-4)
            .location("http://x/");

    assertEquals(fault, FaultText.read(reread(fault)));
  }

  private static JsonNode reread(Fault fault) {
    return Objects.requireNonNull(Json.parse(Json.bytes(FaultText.write(fault))));
  }

  @Test
  void aDeploymentIsReadFromOneArgument() {
    Deployment read =
        DeploymentText.read(
            "name=a,model=b,first-token-ms=300,tokens-per-second=120,tpm=1000,rpm=6,concurrent=4,"
                + "window-seconds=10,price=0.15/0.075/0.6,answer-tokens=50,thinking-tokens=9,provisioned,async-filter");

    assertEquals(Tempo.of(Duration.ofMillis(300), 120), read.tempo());
    assertEquals(new Limits(1000, 6, 4, 10), read.limits());
    assertEquals(new Tariff(0.15, 0.075, 0.6), read.tariff());
    assertEquals(9, read.temper().reasoningTokens());
    assertTrue(read.traits().provisioned() && read.traits().asyncFilter());
    assertThrows(IllegalArgumentException.class, () -> DeploymentText.read("name=a,tmp=1"));
    assertThrows(IllegalArgumentException.class, () -> DeploymentText.read("model=a"));
  }

  @Test
  void aDeploymentMayFeelACrowdAndFillItsQuotaAgainAllTheTime() {
    Deployment read =
        DeploymentText.read(
            "name=a,first-token-ms=300,tokens-per-second=100,prefill-tokens-per-second=12000,"
                + "sigma=0.2,crowding=0.6,made-for=20,tpm=1000,refills");

    assertEquals(
        new Tempo(Duration.ofMillis(300), 100, 12_000, 0.2, 4, new Tempo.Crowd(0.6, 20)),
        read.tempo());
    assertEquals(Limits.perMinute(1000, -1).refilled(), read.limits());
    assertThrows(IllegalArgumentException.class, () -> DeploymentText.read("name=a,made-for=0"));
  }
}
