package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.json;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.sample;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicTapTest {
  private static final String START =
      event(
          "{'type':'message_start','message':{'content':[],'usage':{'input_tokens':18,"
              + "'cache_creation_input_tokens':7,'cache_read_input_tokens':2048,"
              + "'output_tokens':1}}}");
  private static final String TEXT =
      event("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hi'}}");
  private static final String WRITTEN = "'cache_creation_input_tokens':7,";
  private static final String STOP = event("{'type':'message_stop'}");

  private final AnthropicDialect dialect = new AnthropicDialect();

  @ParameterizedTest
  @CsvSource({
    "messages.stream.sse, 5, 5",
    "thinking_tool.stream.sse, 45, 41",
  })
  void readsAStreamAtEverySplit(String name, long contentBytes, long output) {
    String text = sample("anthropic/" + name);
    for (String lineEnd : new String[] {"\n", "\r\n"}) {
      byte[] bytes = text.replace("\n", lineEnd).getBytes(UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.DROP);
        see(tap, bytes, 0, split);
        see(tap, bytes, split, bytes.length);
        tap.end();
        assertTrue(tap.contentSeen());
        assertTrue(tap.complete());
        assertNull(tap.error());
        assertEquals(Usage.reported(2066, 2048, 0, output, 0), tap.usage());
        assertEquals(contentBytes, tap.contentBytes());
        tap.release();
      }
    }
  }

  @Test
  void passesEveryByteWhoeverAskedForUsage() {
    byte[] bytes = sample("anthropic/messages.stream.sse").getBytes(UTF_8);
    for (UsageEvents usage : UsageEvents.values()) {
      UsageTap tap = dialect.tap(Operation.CHAT, true, usage);
      see(tap, bytes, 0, bytes.length);
      assertEquals(bytes.length, tap.usefulUntil());
      assertEquals(bytes.length, tap.wholeUntil());
      assertEquals(tap.dropStart(), tap.dropEnd());
      assertEquals(0, tap.hidden().count());
    }
  }

  @Test
  void aStreamWithoutItsStopWasCut() {
    String text = sample("anthropic/messages.stream.sse");
    UsageTap tap = stream(text.substring(0, text.indexOf("event: message_stop")));
    tap.end();
    assertFalse(tap.complete());
    assertNull(tap.error());
    assertEquals(Usage.reported(2066, 2048, 0, 5, 0), tap.usage());
  }

  @Test
  void whatAStreamBeginsWithIsNoReportOfItsOutput() {
    UsageTap tap = stream(START + TEXT);
    assertEquals(Usage.unfinished(18 + 7 + 2048, 2048, 7, 1), tap.usage());
    UsageTap unsaid = stream(START + TEXT + event("{'type':'message_delta','usage':{}}") + STOP);
    assertEquals(Usage.unfinished(18 + 7 + 2048, 2048, 7, 1), unsaid.usage());
    UsageTap said =
        stream(START + TEXT + event("{'type':'message_delta','usage':{'output_tokens':40}}"));
    assertEquals(Usage.reported(18 + 7 + 2048, 2048, 7, 40, 0), said.usage());
  }

  @Test
  void anErrorInTheMiddleIsReadAtEverySplit() {
    byte[] bytes = sample("anthropic/error.midstream.sse").getBytes(UTF_8);
    int error = new String(bytes, UTF_8).indexOf("event: error");
    for (int split = 0; split <= bytes.length; split++) {
      UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
      see(tap, bytes, 0, split);
      see(tap, bytes, split, bytes.length);
      Failure failure = tap.error();
      assertNotNull(failure);
      assertEquals(FailureKind.OVERLOADED, failure.kind());
      assertEquals(Retry.UNANSWERED, failure.retry());
      assertFalse(tap.contentSeen());
      assertFalse(tap.complete());
      if (split < error) {
        assertEquals(error - split, tap.usefulUntil());
      }
    }
  }

  @Test
  void anErrorAfterContentIsNoReasonToTryAgain() {
    UsageTap tap = stream(START + TEXT + event("{'type':'error','error':{'type':'api_error'}}"));
    Failure failure = tap.error();
    assertNotNull(failure);
    assertEquals(FailureKind.SERVER_ERROR, failure.kind());
    assertEquals(Retry.NEVER, failure.retry());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'ping'}",
        "{'type':'content_block_start','content_block':{'type':'text','text':''}}",
        "{'type':'content_block_start','content_block':{'type':'thinking','thinking':'',"
            + "'signature':''}}",
        "{'type':'content_block_delta','delta':{'type':'signature_delta','signature':'c2ln'}}",
        "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':''}}",
        "{'type':'content_block_stop','index':0}",
        "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':1}}",
        "{'type':'not_yet_known','data':{}}"
      })
  void isNoContent(String event) {
    UsageTap tap = stream(START + event(event));
    assertFalse(tap.contentSeen());
    assertEquals(0, tap.contentBytes());
    assertFalse(tap.complete());
    assertNull(tap.error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'content_block_delta','delta':{'type':'text_delta','text':'a'}} | 1",
        "{'type':'content_block_delta','delta':{'type':'thinking_delta','thinking':'ab'}} | 2",
        "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':'{'}} | 1",
        "{'type':'content_block_start','content_block':{'type':'tool_use','name':'f'}} | 1",
        "{'type':'content_block_start','content_block':{'type':'redacted_thinking','data':'ab'}}"
            + " | 2",
        "{'type':'content_block_start','content_block':{'type':'server_tool_use'}} | 0"
      })
  void isContent(String event, long bytes) {
    UsageTap tap = stream(START + event(event));
    assertTrue(tap.contentSeen());
    assertEquals(bytes, tap.contentBytes());
  }

  /** A stream begins with what its prompt cost: whoever hangs up then has not heard the bill. */
  @Test
  void whatAStreamBeginsWithIsNotReportedAsTheWholeCount() {
    Usage begun = Objects.requireNonNull(stream(START + TEXT).usage());

    assertEquals(new Usage(begun.input(), 2048, 7, 0, begun.output(), 0, false), begun);
    assertEquals(new Usage(begun.input(), 2048, 7, 0, 900, 0, false), begun.withAtLeast(900));
    assertEquals(begun, begun.withAtLeast(0));
  }

  /** The end of a stream repeats what was written, but not for how long it is kept. */
  @Test
  void whatIsKeptForAnHourIsCountedApart() {
    String lives =
        "'cache_creation':{'ephemeral_5m_input_tokens':2,'ephemeral_1h_input_tokens':5},";
    String start = START.replace(json(WRITTEN), json(lives + WRITTEN));
    String end =
        event("{'type':'message_delta','usage':{" + WRITTEN + "'output_tokens':40}}")
            + event("{'type':'message_stop'}");

    assertEquals(5, Objects.requireNonNull(stream(start + TEXT).usage()).hourCacheWrite());
    Usage whole = Objects.requireNonNull(stream(start + TEXT + end).usage());
    assertEquals(7, whole.cacheWrite());
    assertEquals(5, whole.hourCacheWrite());
    assertTrue(whole.reported());
  }

  @Test
  void usageIsReplacedByWhatIsSaidLaterAndNeverAdded() {
    UsageTap tap =
        stream(
            START
                + TEXT
                + event("{'type':'message_delta','usage':{'output_tokens':40}}")
                + event(
                    "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{"
                        + "'input_tokens':20,'cache_read_input_tokens':0,'output_tokens':41,"
                        + "'output_tokens_details':{'thinking_tokens':9}}}")
                + STOP);
    assertEquals(Usage.reported(20 + 7, 0, 7, 41, 9), tap.usage());
    assertTrue(tap.complete());
  }

  @ParameterizedTest
  @CsvSource({
    "messages.response.json, 18, 2048, 5, 5",
    "tool.response.json, 380, 0, 52, 48",
  })
  void readsADocumentAtEverySplit(
      String name, long uncached, long cached, long output, long contentBytes) {
    byte[] bytes = sample("anthropic/" + name).getBytes(UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      UsageTap tap = dialect.tap(Operation.CHAT, false, UsageEvents.DROP);
      see(tap, bytes, 0, split);
      see(tap, bytes, split, bytes.length);
      assertFalse(tap.complete());
      tap.end();
      assertTrue(tap.complete());
      assertTrue(tap.contentSeen());
      assertNull(tap.error());
      assertEquals(Usage.reported(uncached + cached, cached, 0, output, 0), tap.usage());
      assertEquals(contentBytes, tap.contentBytes());
      tap.release();
    }
  }

  @Test
  void anErrorAsADocumentIsNoContent() {
    UsageTap tap =
        document(
            "{'type':'error','error':{'type':'rate_limit_error','message':'m'},"
                + "'request_id':'req_1'}");
    Failure failure = tap.error();
    assertNotNull(failure);
    assertEquals(FailureKind.RATE_LIMITED, failure.kind());
    assertEquals(Retry.REFUSED, failure.retry());
    assertFalse(tap.contentSeen());
  }

  @Test
  void aDocumentWithoutTextHasContentAllTheSame() {
    UsageTap tap = document("{'input_tokens':14}");
    assertTrue(tap.contentSeen());
    assertTrue(tap.complete());
    assertNull(tap.usage());
    assertEquals(0, tap.contentBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'id':1", "{'id':1}}", "<html>", ""})
  void aBrokenDocumentIsMalformed(String text) {
    UsageTap tap = document(text);
    Failure failure = tap.error();
    assertNotNull(failure);
    assertEquals(FailureKind.MALFORMED, failure.kind());
    assertFalse(tap.complete());
  }

  private UsageTap stream(String text) {
    UsageTap tap = dialect.tap(Operation.CHAT, true, UsageEvents.PASS);
    byte[] bytes = text.getBytes(UTF_8);
    see(tap, bytes, 0, bytes.length);
    return tap;
  }

  private UsageTap document(String quoted) {
    UsageTap tap = dialect.tap(Operation.CHAT, false, UsageEvents.PASS);
    byte[] bytes = json(quoted).getBytes(UTF_8);
    see(tap, bytes, 0, bytes.length);
    tap.end();
    return tap;
  }

  private static void see(UsageTap tap, byte[] bytes, int from, int to) {
    tap.see(Unpooled.copiedBuffer(bytes, from, to - from));
  }

  private static String event(String quoted) {
    String data = json(quoted);
    String type = data.replaceFirst(".*?\"type\":\"([a-z_]+)\".*", "$1");
    return "event: " + type + "\ndata: " + data + "\n\n";
  }
}
