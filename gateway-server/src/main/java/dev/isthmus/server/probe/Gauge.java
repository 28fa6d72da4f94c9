package dev.isthmus.server.probe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What routing wants to know of an engine, and the words in which engines say it.
 *
 * <p>Several series of one name are parts of one server: the engines behind a vLLM server, the data
 * parallel ranks of SGLang, the versions of a model on Triton. Calls add up; of caches the fullest
 * counts. Source: each engine's page on its metrics.
 */
enum Gauge {
  WAITING,
  RUNNING,
  KV_USE;

  /** Colons are written as underscores, as some exporters between do. */
  private static final Map<String, Gauge> WORDS =
      Map.ofEntries(
          // vLLM; its older versions name the cache after the processor
          Map.entry("vllm_num_requests_waiting", WAITING),
          Map.entry("vllm_num_requests_running", RUNNING),
          Map.entry("vllm_kv_cache_usage_perc", KV_USE),
          Map.entry("vllm_gpu_cache_usage_perc", KV_USE),
          // NVIDIA NIM has vLLM's words, with its prefix or without
          Map.entry("num_requests_waiting", WAITING),
          Map.entry("num_requests_running", RUNNING),
          Map.entry("kv_cache_usage_perc", KV_USE),
          Map.entry("gpu_cache_usage_perc", KV_USE),
          Map.entry("sglang_num_queue_reqs", WAITING),
          Map.entry("sglang_num_running_reqs", RUNNING),
          Map.entry("sglang_token_usage", KV_USE),
          // llama.cpp; its newer versions say nothing of the cache
          Map.entry("llamacpp_requests_deferred", WAITING),
          Map.entry("llamacpp_requests_processing", RUNNING),
          Map.entry("llamacpp_kv_cache_usage_ratio", KV_USE),
          // Text Generation Inference
          Map.entry("tgi_queue_size", WAITING),
          Map.entry("tgi_batch_current_size", RUNNING),
          // Triton
          Map.entry("nv_inference_pending_request_count", WAITING));

  /** The longest of the words. */
  static final int LONGEST = WORDS.keySet().stream().mapToInt(String::length).max().orElse(0);

  static @Nullable Gauge of(String word) {
    return WORDS.get(word);
  }

  /** Two series as one; NaN is nothing. */
  double joined(double before, double value) {
    if (Double.isNaN(before)) {
      return value;
    }
    return this == KV_USE ? Math.max(before, value) : before + value;
  }
}
