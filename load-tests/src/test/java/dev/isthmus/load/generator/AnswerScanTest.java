package dev.isthmus.load.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AnswerScanTest {

  private static final String WHOLE =
      String.join(
          "\n\n",
          "data: {\"choices\":[],\"prompt_filter_results\":[]}",
          "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}",
          "data: {\"choices\":[{\"delta\":{\"content\":\"Grüße\"}}],\"usage\":null}\r\n\r",
          "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}",
          "data: [DONE]",
          "");

  @Test
  void aStreamSplitAnywhereReadsTheSame() {
    byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      AnswerScan scan = new AnswerScan(true);
      see(scan, bytes, 0, split);
      see(scan, bytes, split, bytes.length);

      assertEquals(Outcome.OK, scan.verdict(), "split at " + split);
      assertTrue(scan.content());
      assertEquals(3, scan.inputTokens());
      assertEquals(4, scan.outputTokens());
    }
  }

  @Test
  void aRoleAndAnEmptyFirstChunkAreNoContent() {
    AnswerScan scan = new AnswerScan(true);
    byte[] bytes =
        WHOLE
            .substring(0, WHOLE.indexOf("data: {\"choices\":[{\"delta\":{\"content\""))
            .getBytes(StandardCharsets.UTF_8);

    see(scan, bytes, 0, bytes.length);

    assertFalse(scan.content());
  }

  @Test
  void aProperEndWithoutTheEndMarkIsTruncated() {
    assertEquals(
        Outcome.TRUNCATED,
        verdict(true, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"));
    assertEquals(Outcome.TRUNCATED, verdict(true, ""));
    assertEquals(Outcome.TRUNCATED, verdict(false, "{\"choi"));
  }

  @Test
  void anErrorEventIsAnErrorWhateverFollows() {
    assertEquals(
        Outcome.ERROR_EVENT,
        verdict(true, "data: {\"error\":{\"message\":\"x\"}}\n\ndata: [DONE]\n\n"));
    assertEquals(Outcome.ERROR_EVENT, verdict(false, "{\"error\":{\"message\":\"x\"}}"));
  }

  @Test
  void theWordErrorInsideAnAnswerIsNone() {
    String event =
        "data: {\"choices\":[{\"delta\":{\"content\":\"say \\\"error\\\": {\"}}]}\n\ndata: [DONE]\n\n";

    assertEquals(Outcome.OK, verdict(true, event));
  }

  private static Outcome verdict(boolean stream, String text) {
    AnswerScan scan = new AnswerScan(stream);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    see(scan, bytes, 0, bytes.length);
    return scan.verdict();
  }

  private static void see(AnswerScan scan, byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.wrappedBuffer(bytes, from, to - from);
    scan.see(part);
    part.release();
  }
}
