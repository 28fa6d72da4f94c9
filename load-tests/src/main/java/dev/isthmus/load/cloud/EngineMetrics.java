package dev.isthmus.load.cloud;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page on which an engine tells Prometheus how busy it is, in the words of one that exists:
 * vLLM's under {@code /metrics}; the same queue in others' words under {@code /metrics/sglang},
 * {@code /metrics/llamacpp}, {@code /metrics/tgi} and {@code /metrics/triton}. Threads: the cloud's
 * event loop.
 */
final class EngineMetrics {
  private static final String PATH = "/metrics";

  private final Map<String, EngineQueue> queues;

  EngineMetrics(Map<String, EngineQueue> queues) {
    this.queues = queues;
  }

  /** The names of the three gauges, and how they are labelled; empty where one does not exist. */
  private record Words(String waiting, String running, String kvUse, String labels) {}

  /** The page at {@code path}; null where there is none. */
  @Nullable String page(String path) {
    Words words = words(path);
    if (words == null) {
      return null;
    }
    StringBuilder page = new StringBuilder();
    page.append("# HELP process_start_time_seconds Start time of the process.\n");
    page.append("# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds 1.7e+09\n");
    queues.forEach(
        (model, queue) -> {
          String labels = String.format(Locale.ROOT, words.labels(), model);
          gauge(page, words.waiting(), labels, queue.waiting());
          gauge(page, words.running(), labels, queue.running());
          gauge(page, words.kvUse(), labels, queue.kvUse());
        });
    return page.toString();
  }

  private static @Nullable Words words(String path) {
    return switch (path) {
      case PATH ->
          new Words(
              "vllm:num_requests_waiting",
              "vllm:num_requests_running",
              "vllm:kv_cache_usage_perc",
              "{engine=\"0\",model_name=\"%s\"}");
      case PATH + "/sglang" ->
          new Words(
              "sglang:num_queue_reqs",
              "sglang:num_running_reqs",
              "sglang:token_usage",
              "{model_name=\"%s\",tp_rank=\"0\",pp_rank=\"0\"}");
      case PATH + "/llamacpp" ->
          new Words(
              "llamacpp:requests_deferred",
              "llamacpp:requests_processing",
              "llamacpp:kv_cache_usage_ratio",
              "");
      case PATH + "/tgi" -> new Words("tgi_queue_size", "tgi_batch_current_size", "", "");
      case PATH + "/triton" ->
          new Words("nv_inference_pending_request_count", "", "", "{model=\"%s\",version=\"1\"}");
      default -> null;
    };
  }

  private static void gauge(StringBuilder page, String name, String labels, double value) {
    if (!name.isEmpty()) {
      page.append("# TYPE ").append(name).append(" gauge\n");
      page.append(name).append(labels).append(' ').append(value).append('\n');
    }
  }
}
