package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The engine's queue is a real one: what has no slot waits, in order, and all are served. */
@TestInstance(Lifecycle.PER_CLASS)
final class EngineMetricsTest {
  private static final String BODY =
      "{'model':'m','stream':true,'messages':[{'role':'user','content':'sim:tokens=100'}]}";

  private final CloudHost host = CloudHost.start(1);
  private final ExecutorService callers = Executors.newFixedThreadPool(6);
  private final CloudClient client;

  EngineMetricsTest() throws IOException {
    Cloud cloud =
        host.open(
            CloudSpec.compatible("c")
                .deploy(
                    Deployment.of("m", "m")
                        .tempo(Tempo.of(Duration.ofMillis(50), 100))
                        .engine(2, 1000)));
    client = new CloudClient(cloud.base());
  }

  @AfterAll
  void close() {
    callers.shutdownNow();
    host.close();
  }

  @Test
  void whatHasNoSlotWaitsAndIsServed() throws Exception {
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(callers.submit(() -> client.post("/v1/chat/completions", BODY).body()));
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String page = page("/metrics");
    while (!page.contains("vllm:num_requests_waiting{engine=\"0\",model_name=\"m\"} 4.0\n")) {
      assertTrue(System.nanoTime() < until, page);
      page = page("/metrics");
    }
    assertTrue(page.contains("vllm:num_requests_running{engine=\"0\",model_name=\"m\"} 2.0\n"));
    assertTrue(page("/metrics/llamacpp").contains("llamacpp:requests_deferred "));
    assertTrue(page("/metrics/tgi").contains("tgi_queue_size "));
    assertTrue(page("/metrics/triton").contains("nv_inference_pending_request_count{model=\"m\""));
    for (Future<String> call : calls) {
      assertTrue(call.get(20, TimeUnit.SECONDS).endsWith("data: [DONE]\n\n"));
    }
    String after = page("/metrics/sglang");
    assertTrue(after.contains("sglang:num_queue_reqs{model_name=\"m\",tp_rank=\"0\""), after);
    assertTrue(
        after.contains("sglang:token_usage{model_name=\"m\",tp_rank=\"0\",pp_rank=\"0\"} 0.0"));
  }

  private String page(String path) throws Exception {
    CloudClient.Answer answer = client.get(path);
    assertEquals(200, answer.status());
    return answer.body();
  }
}
