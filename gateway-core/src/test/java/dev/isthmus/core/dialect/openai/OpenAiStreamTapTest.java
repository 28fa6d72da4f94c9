package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Origin;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStreamTapTest {
  private static final String ROLE =
      "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}";
  private static final String CONTENT = "{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}";
  private static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}";
  private static final String DONE = "[DONE]";

  private final OpenAiDialect dialect = new OpenAiDialect();

  @ParameterizedTest
  @CsvSource({
    "openai/chat.include_usage.stream.sse",
    "openai/chat.no_usage.stream.sse",
    "openai/tool.stream.sse",
    "openai/error.midstream.sse",
    "azure-openai/chat.stream.sse",
    "azure-openai/chat.async_filter.stream.sse",
    "azure-openai/chat.async_filter.blocked.stream.sse",
    "vertex-ai/openapi.stream.sse"
  })
  void saysTheSameOfASampleAtEverySplit(String sample) {
    String text = Samples.text(sample);
    for (String lineEnd : List.of("\n", "\r\n", "\r")) {
      assertSameAtEverySplit(Operation.CHAT, text.replace("\n", lineEnd));
    }
  }

  @Test
  void saysTheSameOfAResponseAtEverySplit() {
    assertSameAtEverySplit(Operation.RESPONSE, Samples.text("openai/responses.stream.sse"));
  }

  private void assertSameAtEverySplit(Operation operation, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    for (UsageEvents usage : UsageEvents.values()) {
      TapRelay whole = new TapRelay(dialect.tap(operation, true, usage)).feed(bytes).end();
      for (int split = 0; split <= bytes.length; split++) {
        TapRelay parts = new TapRelay(dialect.tap(operation, true, usage));
        parts.feed(bytes, split).end();
        assertEquals(whole.state(), parts.state(), usage + " at " + split);
        assertEquals(whole.passed(), parts.passed(), usage + " at " + split);
      }
      int[] all = new int[bytes.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      TapRelay single = new TapRelay(dialect.tap(operation, true, usage)).feed(bytes, all).end();
      assertEquals(whole.state() + whole.passed(), single.state() + single.passed());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai/chat.include_usage.stream.sse, 5, true",
    "openai/chat.no_usage.stream.sse, 5, false",
    "openai/tool.stream.sse, 60, true",
    "azure-openai/chat.stream.sse, 5, true",
    "azure-openai/chat.async_filter.stream.sse, 5, false",
    "azure-openai/chat.async_filter.blocked.stream.sse, 10, false",
  })
  void readsWhatASampleSays(String sample, long contentBytes, boolean reported) {
    UsageTap tap = tap(UsageEvents.PASS);
    TapRelay relay = new TapRelay(tap).feed(Samples.bytes(sample)).end();
    assertEquals(Samples.text(sample), relay.passed());
    assertTrue(tap.contentSeen());
    assertTrue(tap.complete());
    assertNull(tap.error());
    assertEquals(contentBytes, tap.contentBytes());
    assertEquals(reported ? Usage.reported(12, 0, 0, 3, 0) : null, tap.usage());
  }

  @Test
  void leavesOutExactlyTheUsageEventThatWasNotAskedFor() {
    for (String sample :
        List.of("openai/chat.include_usage.stream.sse", "azure-openai/chat.stream.sse")) {
      String text = Samples.text(sample);
      int event = text.lastIndexOf("data: {");
      String expected = text.substring(0, event) + text.substring(text.indexOf("data: [DONE]"));
      UsageTap tap = tap(UsageEvents.DROP);
      assertEquals(expected, new TapRelay(tap).feed(Samples.bytes(sample)).passed());
      assertEquals(Usage.reported(12, 0, 0, 3, 0), tap.usage());
    }
  }

  @Test
  void hidesUsageThatComesWithAChoice() {
    String text = Samples.text("vertex-ai/openapi.stream.sse");
    String usage = "{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}";
    String expected = text.replace(usage, "null" + " ".repeat(usage.length() - 4));
    UsageTap tap = tap(UsageEvents.DROP);
    assertEquals(expected, new TapRelay(tap).feed(text.getBytes(UTF_8)).passed());
    assertEquals(Usage.reported(9, 0, 0, 1, 0), tap.usage());
  }

  @Test
  void passesUsageThatComesWithAChoiceWhereItWasAskedFor() {
    String text = Samples.text("vertex-ai/openapi.stream.sse");
    UsageTap tap = tap(UsageEvents.PASS);
    assertEquals(text, new TapRelay(tap).feed(text.getBytes(UTF_8)).passed());
    assertEquals(0, tap.hidden().count());
  }

  @Test
  void keepsAzuresFirstChunkButNotItsUsage() {
    String first =
        "{\"choices\":[],\"prompt_filter_results\":[{}],\"usage\":{\"prompt_tokens\":1}}";
    String expected = first.replace("{\"prompt_tokens\":1}", "null" + " ".repeat(15));
    UsageTap tap = tap(UsageEvents.DROP);
    assertEquals(events(expected), new TapRelay(tap).feed(bytes(first)).passed());
    assertFalse(tap.contentSeen());
  }

  @Test
  void hidesUsageInEveryChunkOfAPart() {
    String chunk = "{\"usage\":{\"a\":{\"b\":1}},\"choices\":[{\"delta\":{\"content\":\"x\"}}]}";
    String hidden = chunk.replace("{\"a\":{\"b\":1}}", "null         ");
    String text = events(chunk, CONTENT, chunk, chunk);
    assertSameAtEverySplit(Operation.CHAT, text);
    TapRelay relay = new TapRelay(tap(UsageEvents.DROP)).feed(text.getBytes(UTF_8));
    assertEquals(events(hidden, CONTENT, hidden, hidden), relay.passed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"usage\":{\"prompt_tokens\":1}}]}",
        "{\"choices\":[{}],\"usage\":null}",
        "{\"choices\":[{}],\"usage\":{}}",
        "{\"choices\":[{}],\"usage\":[{\"prompt_tokens\":1}]}",
        "{\"choices\":[{}],\"usage\":\"some\"}",
        "{\"choices\":[{}],\"x\":{\"usage\":{\"prompt_tokens\":1}}}",
        "{\"choices\":[{}],\"usage\":\ndata: {\ndata:\"prompt_tokens\":1}}"
      })
  void hidesNothingElse(String chunk) {
    TapRelay relay = new TapRelay(tap(UsageEvents.DROP)).feed(bytes(chunk));
    assertEquals(events(chunk), relay.passed());
  }

  @Test
  void hidesUsageOnALineOfItsOwn() {
    String before = "data: {\"choices\":[{}],\ndata: ";
    String after = "\ndata: }\n\n";
    String text = before + "\"usage\":{\"prompt_tokens\":1}" + after;
    String expected = before + "\"usage\":null" + " ".repeat(15) + after;
    assertSameAtEverySplit(Operation.CHAT, text);
    TapRelay relay = new TapRelay(tap(UsageEvents.DROP)).feed(text.getBytes(UTF_8));
    assertEquals(expected, relay.passed());
  }

  @Test
  void reportsARangeThatBeganInTheTail() {
    UsageTap tap = tap(UsageEvents.DROP);
    see(tap, "data: {\"usage\":{\"prompt_tokens\":1");
    assertEquals(-1, tap.wholeUntil());
    see(tap, "}}\n\ndata: [DONE]\n\nmore");
    assertEquals(-1, tap.dropStart());
    assertEquals(4, tap.dropEnd());
    assertEquals(18, tap.wholeUntil());
    assertEquals(18, tap.usefulUntil());
    see(tap, "data: {}\n\n");
    assertEquals(0, tap.usefulUntil());
    assertEquals(tap.dropStart(), tap.dropEnd());
  }

  @Test
  void findsContentAtTheRightEvent() {
    assertContentAt("openai/chat.include_usage.stream.sse", 2);
    assertContentAt("openai/tool.stream.sse", 2);
    assertContentAt("azure-openai/chat.stream.sse", 3);
    assertContentAt("azure-openai/chat.async_filter.stream.sse", 3);
    assertContentAt("vertex-ai/openapi.stream.sse", 1);
  }

  private void assertContentAt(String sample, int event) {
    UsageTap tap = tap(UsageEvents.PASS);
    String[] parts = Samples.events(sample);
    for (int i = 0; i < parts.length; i++) {
      see(tap, parts[i]);
      assertEquals(i + 1 >= event, tap.contentSeen(), sample + " after event " + (i + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"delta\":{\"content\":\"\"}}]}",
        "{\"choices\":[{\"delta\":{\"content\":null,\"role\":\"assistant\"}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[]}}]}",
        "{\"choices\":[{\"delta\":{}}],\"usage\":null}",
        "{\"choices\":[{\"content_filter_results\":{\"hate\":{}},\"finish_reason\":null}]}",
        "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}",
        "{\"choices\":[{\"text\":\"\"}]}",
        "{}"
      })
  void takesNoSuchChunkForContent(String chunk) {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events(chunk));
    assertFalse(tap.contentSeen());
    assertEquals(events(chunk).length(), tap.wholeUntil());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"delta\":{\"content\":\" \"}}]}",
        "{\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}",
        "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}",
        "{\"choices\":[{\"delta\":{\"audio\":{\"id\":\"a\"}}}]}",
        "{\"choices\":[{\"delta\":{}},{\"delta\":{\"content\":\"x\"}},{\"delta\":{}}]}",
        "{\"choices\":[{\"text\":\"once\"}]}"
      })
  void takesSuchAChunkForContent(String chunk) {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events(chunk));
    assertTrue(tap.contentSeen());
    assertTrue(tap.contentBytes() >= 0);
  }

  @Test
  void takesAHugeEventForContentBeforeItIsOver() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, "data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(40_000));
    assertTrue(tap.contentSeen());
    see(tap, "x".repeat(2_000_000));
    see(tap, "\"}}]}\n\n");
    assertEquals(7, tap.wholeUntil());
    assertEquals(2_040_000, tap.contentBytes());
    assertNull(tap.error());
  }

  @Test
  void readsAnErrorByWhetherContentWasSeen() {
    String sample = Samples.text("openai/error.midstream.sse");
    UsageTap tap = tap(UsageEvents.PASS);
    TapRelay relay = new TapRelay(tap).feed(sample.getBytes(UTF_8)).end();
    assertFailure(tap, FailureKind.SERVER_ERROR, Retry.NEVER);
    assertEquals(sample.substring(0, sample.indexOf("data: {\"error\"")), relay.passed());
    assertFalse(tap.complete());

    UsageTap early = tap(UsageEvents.PASS);
    see(early, sample.substring(0, sample.indexOf("\n\n") + 2));
    see(early, sample.substring(sample.indexOf("data: {\"error\"")));
    assertFailure(early, FailureKind.SERVER_ERROR, Retry.UNANSWERED);
    assertEquals(0, early.usefulUntil());
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"code\":\"rate_limit_exceeded\"}', RATE_LIMITED, REFUSED",
    "'{\"code\":null,\"type\":\"requests\"}', RATE_LIMITED, REFUSED",
    "'{\"code\":\"429\"}', RATE_LIMITED, REFUSED",
    "'{\"code\":429}', RATE_LIMITED, REFUSED",
    "'{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}', BILLING, REFUSED",
    "'{\"code\":\"content_filter\",\"type\":null}', CONTENT_FILTER, NEVER",
    "'{\"code\":\"context_length_exceeded\"}', CONTEXT_LENGTH, NEVER",
    "'{\"code\":\"server_is_overloaded\"}', OVERLOADED, UNANSWERED",
    "'{\"message\":\"x\",\"http_status_code\":424}', SERVER_ERROR, UNANSWERED",
    "'\"words\"', SERVER_ERROR, UNANSWERED"
  })
  void readsTheKindOfAnError(String error, FailureKind kind, Retry retry) {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events("{\"error\":" + error + "}"));
    assertFailure(tap, kind, retry);
    Failure failure = tap.error();
    assertNotNull(failure);
    assertEquals(retry == Retry.NEVER ? Origin.CLIENT : Origin.PROVIDER, failure.origin());
  }

  @Test
  void takesAnEmptyErrorForNone() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events("{\"error\":null,\"choices\":[{\"delta\":{\"content\":\"x\"}}]}"));
    assertNull(tap.error());
    assertTrue(tap.contentSeen());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {bad}\n\n",
        "data: {}{}\n\n",
        "data: {\"a\":1\n\ndata: }\n\n",
        "data: \u0000\n\n",
        "data: [DON]\n\n",
        "data: [DO\n\n",
        "data: [1]\n\n",
        "data: words\n\n",
        "data:   \n\n",
        "data: {\"a\":\"x\ndata: y\"}\n\n"
      })
  void u15CallsABrokenEventMalformedAndKeepsUsage(String broken) {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events(CONTENT, USAGE));
    see(tap, "data: {}\n\n" + broken + events(DONE));
    assertFailure(tap, FailureKind.MALFORMED, Retry.NEVER);
    assertEquals("data: {}\n\n".length(), tap.usefulUntil());
    assertEquals(Usage.reported(5, 0, 0, 2, 0), tap.usage());
    assertFalse(tap.complete());
  }

  @Test
  void u15TakesAnEmptyEventForNothing() {
    UsageTap tap = tap(UsageEvents.PASS);
    String text = ": ping\n\ndata:\n\n\n\nevent: x\n\n";
    see(tap, text);
    assertNull(tap.error());
    assertEquals(text.length(), tap.wholeUntil());
  }

  @Test
  void u15PassesNothingAfterTheEndMark() {
    UsageTap tap = tap(UsageEvents.PASS);
    String text = events(CONTENT, STOP, DONE);
    byte[] bytes = (text + events(DONE, "{bad") + "text").getBytes(UTF_8);
    TapRelay relay = new TapRelay(tap).feed(bytes, 20, text.length() + 3).end();
    assertEquals(text, relay.passed());
    assertNull(tap.error());
    assertTrue(tap.complete());
  }

  @Test
  void readsDataOverSeveralLines() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, "data: {\"choices\":[{\"delta\":\ndata:{\"content\":\"Hi\"}}]}\n\n");
    assertTrue(tap.contentSeen());
    assertNull(tap.error());
  }

  @Test
  void isCompleteAfterAFinishReasonOnlyOnceTheBodyEnded() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events(ROLE, CONTENT));
    assertFalse(tap.complete());
    see(tap, events(STOP));
    assertFalse(tap.complete());
    tap.end();
    assertTrue(tap.complete());
  }

  @Test
  void isNotCompleteWhereTheStreamWasCutOff() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events(ROLE, CONTENT));
    see(tap, "data: {\"choices\":[{\"delta\":{},\"finish_re");
    tap.end();
    assertFalse(tap.complete());
    assertNull(tap.error());
  }

  @Test
  void readsAnEndThatLacksItsBlankLine() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events(CONTENT, STOP) + "data: " + USAGE);
    tap.end();
    assertEquals(Usage.reported(5, 0, 0, 2, 0), tap.usage());
    assertTrue(tap.complete());

    UsageTap done = tap(UsageEvents.PASS);
    see(done, events(CONTENT) + "data: [DONE]");
    assertTrue(done.complete());
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 3, 0",
    "9223372036854775808, 3, 0",
    "9223372036854775807, 3, 0",
    "1e3, 3, 0",
    "'\"7\"', 3, 0",
    "7, 3, 7"
  })
  void passesOverFiguresThatNoAnswerCanHave(String input, long output, long expected) {
    UsageTap tap = tap(UsageEvents.PASS);
    String usage = "{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output + "}";
    see(tap, events("{\"choices\":[],\"usage\":" + usage + "}"));
    assertEquals(Usage.reported(expected, 0, 0, output, 0), tap.usage());
  }

  @Test
  void keepsTheLargestOfSeveralReports() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(tap, events("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}"));
    see(tap, events("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":8}}"));
    see(tap, events("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}"));
    assertEquals(Usage.reported(9, 0, 0, 8, 0), tap.usage());
  }

  @Test
  void readsTheDetailsOfUsage() {
    UsageTap tap = tap(UsageEvents.PASS);
    see(
        tap,
        events(
            "{\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_tokens_details\":"
                + "{\"cached_tokens\":60,\"cache_write_tokens\":50},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":25}}}"));
    assertEquals(Usage.reported(100, 60, 40, 20, 20), tap.usage());
  }

  @Test
  void readsAResponse() {
    UsageTap tap = dialect.tap(Operation.RESPONSE, true, UsageEvents.DROP);
    String[] events = Samples.events("openai/responses.stream.sse");
    for (int i = 0; i < events.length; i++) {
      see(tap, events[i]);
      assertEquals(i >= 4, tap.contentSeen(), "after event " + i);
      assertEquals(i == events.length - 1, tap.complete(), "after event " + i);
      assertEquals(events[i].length(), tap.usefulUntil());
    }
    assertEquals(Usage.reported(9, 0, 0, 70, 64), tap.usage());
    assertEquals(5, tap.contentBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: error\ndata: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}\n\n",
        "event: error\ndata: {\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}\n\n",
        "data: {\"error\":{\"code\":\"rate_limit_exceeded\"}}\n\n",
        "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"rate_limit_exceeded\"}}}\n\n"
      })
  void readsEveryFormOfAnErrorInAResponse(String event) {
    UsageTap tap = dialect.tap(Operation.RESPONSE, true, UsageEvents.PASS);
    byte[] bytes = event.getBytes(UTF_8);
    for (byte b : bytes) {
      tap.see(Unpooled.wrappedBuffer(new byte[] {b}));
    }
    assertFailure(tap, FailureKind.RATE_LIMITED, Retry.REFUSED);
  }

  @Test
  void takesAnEventOfAnotherNameForNoError() {
    UsageTap tap = dialect.tap(Operation.RESPONSE, true, UsageEvents.PASS);
    see(tap, "event: errors\ndata: {\"code\":\"x\"}\n\nevent: erro\ndata: {\"code\":\"x\"}\n\n");
    assertNull(tap.error());
  }

  @Test
  void countsUsageOfAFailedResponse() {
    UsageTap tap = dialect.tap(Operation.RESPONSE, true, UsageEvents.PASS);
    see(
        tap,
        events(
            "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\"},"
                + "\"usage\":{\"input_tokens\":4,\"output_tokens\":1}}}"));
    assertEquals(Usage.reported(4, 0, 0, 1, 0), tap.usage());
    assertFailure(tap, FailureKind.SERVER_ERROR, Retry.UNANSWERED);
  }

  @Test
  void allocatesNothingPerChunk() {
    assertEquals(0, AllocationMeter.bytes(chunks(false)));
  }

  @Test
  void allocatesNothingPerChunkWithUsage() {
    String usage = "],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}";
    assertEquals(0, AllocationMeter.bytes(chunks(CONTENT.replace("]}", usage), false)));
  }

  @Test
  void wouldNoticeAnAllocation() {
    assertTrue(AllocationMeter.bytes(chunks(true)) >= 100_000);
  }

  private Runnable chunks(boolean planted) {
    return chunks(CONTENT, planted);
  }

  /** Feeds at least 100,000 chunks, cut inside and between events, to one tap. */
  private Runnable chunks(String chunk, boolean planted) {
    UsageTap tap = tap(UsageEvents.DROP);
    String event = events(chunk.replace("Hi", "\u00e9\\n more words")).repeat(3);
    byte[] bytes = event.getBytes(UTF_8);
    List<ByteBuf> parts = new ArrayList<>();
    for (int at = 0, size = 1; at < bytes.length; at += size, size = 60) {
      int length = Math.min(size, bytes.length - at);
      byte[] part = new byte[length];
      System.arraycopy(bytes, at, part, 0, length);
      parts.add(AllocationMeter.direct(part));
    }
    ByteBuf[] ready = parts.toArray(new ByteBuf[0]);
    byte[][] kept = new byte[1][];
    int wholeRounds = (100_000 / ready.length + 1) * ready.length;
    return () -> {
      for (int i = 0; i < wholeRounds; i++) {
        tap.see(ready[i % ready.length]);
        if (planted) {
          kept[0] = new byte[1];
        }
      }
      assertTrue(tap.contentSeen());
      assertNull(tap.error());
    };
  }

  private UsageTap tap(UsageEvents usage) {
    return dialect.tap(Operation.CHAT, true, usage);
  }

  private static void assertFailure(UsageTap tap, FailureKind kind, Retry retry) {
    Failure failure = tap.error();
    assertNotNull(failure);
    assertEquals(kind, failure.kind());
    assertEquals(retry, failure.retry());
  }

  private static void see(UsageTap tap, String text) {
    tap.see(Unpooled.wrappedBuffer(text.getBytes(UTF_8)));
  }

  private static byte[] bytes(String... data) {
    return events(data).getBytes(UTF_8);
  }

  private static String events(String... data) {
    StringBuilder text = new StringBuilder();
    for (String one : data) {
      text.append("data: ").append(one).append("\n\n");
    }
    return text.toString();
  }
}
