package dev.isthmus.core.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.Dialect.UsageEvents;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiTapTest {
  private static final Usage COUNTED = Usage.reported(270, 0, 0, 21, 20);
  private static final String TEXT =
      "{'candidates':[{'content':{'parts':[{'text':'Hi'}],'role':'model'}}],"
          + "'usageMetadata':{'promptTokenCount':5,'candidatesTokenCount':1}}";
  private static final String STOP =
      "{'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}],"
          + "'usageMetadata':{'promptTokenCount':5,'cachedContentTokenCount':2,"
          + "'candidatesTokenCount':3,'thoughtsTokenCount':4,'toolUsePromptTokenCount':10}}";
  private static final String OVERLOADED =
      "{'error':{'code':503,'message':'project secret','status':'UNAVAILABLE'}}";

  @ParameterizedTest
  @CsvSource({
    "gemini.stream.crlf.sse, 5",
    "gemini.tool.late_stop.stream.crlf.sse, 45",
  })
  void watchesASampleAtEverySplitWithEveryLineEnd(String name, long contentBytes)
      throws IOException {
    String sample = new String(sample(name), UTF_8).replace("\r\n", "\n");
    for (String lineEnd : List.of("\n", "\r\n", "\r")) {
      byte[] bytes = sample.replace("\n", lineEnd).getBytes(UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        UsageTap tap = stream();
        tap.see(Unpooled.wrappedBuffer(bytes, 0, split));
        tap.see(Unpooled.wrappedBuffer(bytes, split, bytes.length - split));
        assertFalse(tap.complete(), "no end mark: only the end tells");
        tap.end();
        assertTrue(tap.complete());
        assertTrue(tap.contentSeen());
        assertNull(tap.error());
        assertEquals(COUNTED, tap.usage());
        assertEquals(contentBytes, tap.contentBytes());
        assertTrue(tap.hidden().count() == 0 && tap.dropEnd() == tap.dropStart());
        tap.release();
      }
    }
  }

  @Test
  void aStreamCutAnywhereBeforeItsFinishIsNotComplete() throws IOException {
    byte[] bytes = sample("gemini.stream.crlf.sse");
    int finish = new String(bytes, UTF_8).indexOf("\"finishReason\"");
    for (int cut = 0; cut <= finish; cut++) {
      UsageTap tap = stream();
      tap.see(Unpooled.wrappedBuffer(bytes, 0, cut));
      tap.end();
      assertFalse(tap.complete(), "cut at " + cut);
    }
  }

  @Test
  void theLastUsageStands() {
    UsageTap tap = seen(TEXT, STOP, "{'usageMetadata':{'trafficType':'ON_DEMAND'}}");
    assertEquals(Usage.reported(15, 2, 0, 7, 4), tap.usage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'text':''}|false",
        "{'text':'a'}|true",
        "{'text':'a','thought':true}|true",
        "{'functionCall':{'name':'f'}}|true",
        "{'inlineData':{'mimeType':'image/png','data':'AA'}}|true",
        "{'thoughtSignature':'AA'}|false"
      })
  void knowsContent(String part, boolean content) {
    UsageTap tap = seen("{'candidates':[{'content':{'parts':[" + part + "]}}]}");
    assertEquals(content, tap.contentSeen());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'promptFeedback':{'blockReason':'SAFETY'}}",
        "{'candidates':[{'finishReason':'SAFETY'}]}"
      })
  void aBlockedPromptIsAWholeAnswer(String event) {
    UsageTap tap = seen(event);
    tap.end();
    assertTrue(tap.complete());
    assertFalse(tap.contentSeen());
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, 429, RATE_LIMITED, REFUSED",
    "UNAVAILABLE, 503, OVERLOADED, UNANSWERED",
    "PERMISSION_DENIED, 403, CREDENTIAL, REFUSED",
    "INTERNAL, 500, SERVER_ERROR, UNANSWERED",
    "INVALID_ARGUMENT, 400, INVALID_REQUEST, NEVER"
  })
  void readsErrorsInsideAGoodAnswer(String status, int code, FailureKind kind, Retry retry) {
    String error = "{'error':{'code':" + code + ",'message':'m','status':'" + status + "'}}";
    Failure failure = errorOf(seen(error));
    assertEquals(kind, failure.kind());
    assertEquals(retry, failure.retry());
    assertEquals(failure, errorOf(seen("[" + error + "]")));
    assertEquals(failure, errorOf(document(error)));
    assertEquals(failure, errorOf(document("[" + error + "\n]\n")));
  }

  @Test
  void anAnswerIsWholeOnceEveryCandidateIsOver() {
    String first = "{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':0,%s},";
    String both = first.formatted("'finishReason':'STOP'") + "{'index':1}]}";
    UsageTap tap = seen(both);
    tap.end();
    assertFalse(tap.complete(), "the second was cut off");
    UsageTap whole = seen(both, "{'candidates':[{'index':1,'finishReason':'MAX_TOKENS'}]}");
    whole.end();
    assertTrue(whole.complete());
  }

  @Test
  void anErrorAfterContentIsForGoodAndQuotesNothing() {
    UsageTap tap = seen(TEXT, OVERLOADED);
    assertEquals(Retry.NEVER, errorOf(tap).retry());
    assertFalse(errorOf(tap).detail().contains("secret"));
    assertEquals(Usage.reported(5, 0, 0, 1, 0), tap.usage());
    assertFalse(tap.complete());
  }

  @Test
  void readsAPlainAnswerAtEverySplit() throws IOException {
    for (String name :
        List.of(
            "gemini.response.json",
            "gemini.tool.response.json",
            "gemini.thinking_ate_budget.response.json",
            "gemini.blocked.response.json")) {
      byte[] bytes = sample(name);
      String whole = state(documentAt(bytes, 0));
      assertTrue(whole.startsWith("content=true complete=true error=null"), whole);
      for (int split = 1; split <= bytes.length; split++) {
        assertEquals(whole, state(documentAt(bytes, split)), name + " at " + split);
      }
    }
    assertEquals(COUNTED, documentAt(sample("gemini.response.json"), 0).usage());
    assertEquals(5, documentAt(sample("gemini.response.json"), 0).contentBytes());
  }

  @Test
  void readsAnErrorInAnArrayAtEverySplit() {
    byte[] bytes = (" [\n " + OVERLOADED + " ]\n").replace('\'', '"').getBytes(UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      UsageTap tap = documentAt(bytes, split);
      assertEquals(FailureKind.OVERLOADED, errorOf(tap).kind(), "at " + split);
      assertFalse(tap.contentSeen());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{'candidates':[]} x", "[{'candidates':[]},{}]", "[]", "null"})
  void aBrokenDocumentIsAnError(String text) {
    assertEquals(FailureKind.MALFORMED, errorOf(document(text)).kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'candidates':[}", "{'candidates':[]} x", "hello"})
  void aBrokenRecordIsAnError(String record) {
    assertEquals(FailureKind.MALFORMED, errorOf(seen(record)).kind());
  }

  @Test
  void recordsAreWatchedWithoutAllocation() {
    ByteBuf part = AllocationMeter.direct(events(TEXT));
    UsageTap tap = stream();
    long bytes = AllocationMeter.bytes(() -> tap.see(part));
    part.release();
    assertEquals(0, bytes);
  }

  private static UsageTap seen(String... records) {
    UsageTap tap = stream();
    tap.see(Unpooled.wrappedBuffer(events(records)));
    return tap;
  }

  private static byte[] events(String... records) {
    List<String> events = new ArrayList<>();
    for (String each : records) {
      events.add("data: " + each.replace('\'', '"') + "\r\n\r\n");
    }
    return String.join("", events).getBytes(UTF_8);
  }

  private static UsageTap stream() {
    return new GeminiDialect(true).tap(Operation.CHAT, true, UsageEvents.PASS);
  }

  private static UsageTap document(String quoted) {
    return documentAt(quoted.replace('\'', '"').getBytes(UTF_8), 0);
  }

  private static UsageTap documentAt(byte[] bytes, int split) {
    UsageTap tap = new GeminiDialect(false).tap(Operation.CHAT, false, UsageEvents.PASS);
    tap.see(Unpooled.wrappedBuffer(bytes, 0, split));
    tap.see(Unpooled.wrappedBuffer(bytes, split, bytes.length - split));
    tap.end();
    return tap;
  }

  private static String state(UsageTap tap) {
    return "content="
        + tap.contentSeen()
        + " complete="
        + tap.complete()
        + " error="
        + tap.error()
        + " bytes="
        + tap.contentBytes()
        + " usage="
        + tap.usage();
  }

  private static Failure errorOf(UsageTap tap) {
    assertNotNull(tap.error());
    return Objects.requireNonNull(tap.error());
  }

  private static byte[] sample(String name) throws IOException {
    String path = "/samples/vertex-ai/" + name;
    try (InputStream in = GeminiTapTest.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
