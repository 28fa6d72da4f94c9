package dev.isthmus.server.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.isthmus.core.signal.EngineReport;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExpositionReaderTest {
  private static final double NONE = Double.NaN;

  @Test
  void vllmsWords() {
    String page =
        """
        # HELP vllm:num_requests_running Number of requests in model execution batches.
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{engine="0",model_name="llama"} 12.0
        # TYPE vllm:num_requests_waiting gauge
        vllm:num_requests_waiting{engine="0",model_name="llama"} 3.0
        # TYPE vllm:kv_cache_usage_perc gauge
        vllm:kv_cache_usage_perc{engine="0",model_name="llama"} 0.4375
        vllm:iteration_tokens_total_bucket{engine="0",le="+Inf",model_name="llama"} 9.0
        """;
    assertSays(page, 3, 12, 0.4375);
    String older = page.replace("kv_cache_usage_perc", "gpu_cache_usage_perc");
    assertSays(older, 3, 12, 0.4375);
  }

  @Test
  void sglangsWordsWithoutThePartsOfEachPriority() {
    String page =
        """
        sglang:num_running_reqs{model_name="llama",tp_rank="0",pp_rank="0"} 162.0
        sglang:num_queue_reqs{model_name="llama",tp_rank="0",priority=""} 2826.0
        sglang:num_queue_reqs{model_name="llama",tp_rank="0",priority="1"} 2000.0
        sglang:num_queue_reqs{model_name="llama",tp_rank="0",priority="2"} 826.0
        sglang:token_usage{model_name="llama",tp_rank="0"} 0.28
        """;
    assertSays(page, 2826, 162, 0.28);
  }

  @Test
  void otherEnginesWords() {
    assertSays(
        """
        llamacpp:requests_processing 4
        llamacpp:requests_deferred 46
        llamacpp:kv_cache_usage_ratio 0.5
        """,
        46,
        4,
        0.5);
    assertSays("tgi_queue_size 7\ntgi_batch_current_size 4\n", 7, 4, NONE);
    assertSays(
        "nv_inference_pending_request_count{model=\"llama\",version=\"1\"} 2\n", 2, NONE, NONE);
    assertSays(
        "num_requests_waiting{model_name=\"llama\"} 1\ngpu_cache_usage_perc{} 0.25\n",
        1,
        NONE,
        0.25);
    assertSays("vllm_num_requests_waiting 6\n", 6, NONE, NONE);
  }

  @Test
  void partsOfOneServerAddUpAndTheFullestCacheCounts() {
    String page =
        """
        vllm:num_requests_waiting{engine="0",model_name="llama"} 1
        vllm:num_requests_waiting{engine="1",model_name="llama"} 2
        vllm:kv_cache_usage_perc{engine="0",model_name="llama"} 0.75
        vllm:kv_cache_usage_perc{engine="1",model_name="llama"} 0.5
        """;
    assertSays(page, 3, NONE, 0.75);
  }

  @Test
  void ofSeveralModelsTheDeploymentsOwnCounts() {
    String page =
        """
        vllm:num_requests_waiting{model_name="other"} 100
        vllm:num_requests_waiting{model_name="llama"} 1
        vllm:num_requests_waiting{model_name="llama-2"} 100
        vllm:num_requests_waiting 10
        vllm:num_requests_running{model_name="other"} 7
        """;
    assertSays(page, 11, NONE, NONE);
  }

  @Test
  void whereNoneBearsItsNameAllOfThemCount() {
    String page =
        """
        vllm:num_requests_waiting{model_name="/models/weights"} 4
        vllm:num_requests_running{model_name="/models/weights"} 2
        """;
    assertSays(page, 4, 2, NONE);
  }

  @Test
  void numbersAsTheyAreWritten() {
    assertSays("tgi_queue_size 1e1\n", 10, NONE, NONE);
    assertSays("tgi_queue_size +2.5E+0 1395066363000\n", 2.5, NONE, NONE);
    assertSays("tgi_queue_size\t3\r\n", 3, NONE, NONE);
    assertSays("tgi_queue_size 4 # {trace_id=\"x\"} 1.0\n", 4, NONE, NONE);
    assertSays("tgi_queue_size 5", 5, NONE, NONE);
    assertSays("  tgi_queue_size { a = \"b\" , } 6\n", 6, NONE, NONE);
  }

  @Test
  void whatIsNoNumberSaysNothing() {
    for (String odd :
        new String[] {
          "NaN",
          "+Inf",
          "-Inf",
          "Infinity",
          "-1",
          "",
          "x",
          "0x10",
          "1d",
          "1e",
          "--1",
          "1e999",
          "9".repeat(100),
          "1,5",
          "\"1\"",
          "{}"
        }) {
      EngineReport report = read("tgi_queue_size " + odd + "\n", 7);
      assertFalse(report.isTelling(), odd);
      assertSays("tgi_queue_size " + odd + "\ntgi_queue_size 2\n", 2, NONE, NONE);
    }
  }

  @Test
  void escapesAndBracesInLabelsAreLabels() {
    String page =
        """
        vllm:num_requests_waiting{path="C:\\\\\\"} 9 {",model_name="llama",x="}"} 1
        vllm:num_requests_waiting{path="\\n",model_name="llama\\"2"} 50
        """;
    assertSays(page, 1, NONE, NONE);
  }

  @Test
  void abrokenLineSpoilsNoOther() {
    for (String broken :
        new String[] {
          "tgi_queue_size{a=\"b",
          "tgi_queue_size{a=\"b\\",
          "tgi_queue_size{a",
          "tgi_queue_size{a=b} 9",
          "tgi_queue_size{a=\"b\"x} 9",
          "tgi_queue_size",
          "{} 9",
          "{\"tgi_queue_size\"} 9",
          "tgi_queue_size_ 9",
          "x".repeat(100_000) + " 9",
          "tgi_queue_size{" + "x".repeat(100_000) + "=\"y\"",
          "\u0000\u00ff tgi_queue_size 9"
        }) {
      assertSays(broken + "\ntgi_queue_size 1\n", 1, NONE, NONE);
    }
  }

  @Test
  void aLongNameOfAModelIsNotItsBeginning() {
    String page = "vllm:num_requests_waiting{model_name=\"llama" + "x".repeat(9_000) + "\"} 9\n";
    assertSays(page + "vllm:num_requests_waiting{model_name=\"llama\"} 1\n", 1, NONE, NONE);
  }

  @Test
  void anythingAtAllEndsWithoutAnError() {
    Random random = new Random(3);
    String letters = "tgi_queue_size{}=\"\\,# \n\r\t0123456789.eE+-NaInf";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder page = new StringBuilder();
      for (int j = random.nextInt(60); j > 0; j--) {
        page.append(letters.charAt(random.nextInt(letters.length())));
      }
      EngineReport report = read(page.toString(), 1 + random.nextInt(9));
      assertFalse(report.waiting() < 0, page.toString());
    }
  }

  /** At once, and cut in two at every byte. */
  private static void assertSays(String page, double waiting, double running, double kvUse) {
    int length = page.getBytes(StandardCharsets.ISO_8859_1).length;
    EngineReport expected = new EngineReport(waiting, running, kvUse);
    for (int split = 1; split <= length; split += length > 10_000 ? 4_001 : 1) {
      assertEquals(expected, read(page, split), page.substring(0, Math.min(200, page.length())));
    }
  }

  /** The page in pieces of so many bytes, read twice by one reader. */
  private static EngineReport read(String page, int piece) {
    ExpositionReader reader = new ExpositionReader("llama");
    byte[] bytes = page.getBytes(StandardCharsets.ISO_8859_1);
    EngineReport report = new EngineReport(NONE, NONE, NONE);
    for (int twice = 0; twice < 2; twice++) {
      reader.begin();
      for (int at = 0; at < bytes.length; at += piece) {
        reader.read(Unpooled.wrappedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
      }
      report = reader.end();
    }
    return report;
  }
}
