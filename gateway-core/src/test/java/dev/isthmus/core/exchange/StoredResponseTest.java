package dev.isthmus.core.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.ResponseTag;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.exchange.StoredAsk.Verb;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.signal.CapacityFeed;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that a provider stores: their ids, and the way home. */
final class StoredResponseTest {
  private static final String THEIRS = "resp_68af4030592c81938ec0a5fbab4a3e9f";
  private static final String ANSWER =
      "{\"id\":\""
          + THEIRS
          + "\",\"object\":\"response\",\"status\":\"completed\",\"output\":[{\"id\":\"msg_1\","
          + "\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]}],"
          + "\"previous_response_id\":null,\"store\":true,"
          + "\"usage\":{\"input_tokens\":9,\"output_tokens\":3}}";
  private static final String CHAINED =
      ANSWER.replace("_id\":null", "_id\":\"resp_earlier\"").replace(THEIRS, "resp_later");

  private Bench bench = Bench.of("a", "b");

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  private static String ask(String more) {
    return "{\"model\":\"gpt\"," + more + "\"input\":\"Hello.\"}";
  }

  private static String from(String id, String more) {
    return ask(more + "\"previous_response_id\":\"" + id + "\",");
  }

  private static String tag(String deployment) {
    return ResponseTag.of(deployment, "demo");
  }

  private Call respond(String body) {
    return bench.open(Operation.RESPONSE).body(body).end();
  }

  private static void refused(Call call, int status, String code) {
    assertEquals(status, call.caller.status, call.caller.text());
    assertTrue(call.caller.text().contains("\"code\":\"" + code + "\""), call.caller.text());
  }

  @Test
  void theIdOfAnAnswerCarriesItsTag() {
    Call call = respond(ask(""));
    Sent sent = bench.upstream.last().document();
    assertFalse(sent.body.contains("\"store\""), sent.body);
    sent.body(ANSWER).end();
    Bench.assertCompleted(call);
    assertEquals(ANSWER.replace(THEIRS, tag("a") + THEIRS), call.caller.text());
    assertEquals(-1, call.caller.contentLength);
  }

  @Test
  void anAnswerIsTaggedWhereverItIsCut() {
    String expected =
        CHAINED
            .replace("resp_later", tag("a") + "resp_later")
            .replace("resp_earlier", tag("a") + "resp_earlier");
    for (int cut = 0; cut <= CHAINED.length(); cut++) {
      Call call = respond(from(tag("a") + "resp_earlier", ""));
      Sent sent = bench.upstream.last().document();
      sent.body(CHAINED.substring(0, cut)).body(CHAINED.substring(cut)).end();
      assertEquals(expected, call.caller.text(), "cut at " + cut);
    }
  }

  @Test
  void aStreamIsTaggedWhereverItIsCut() throws IOException {
    String stream =
        sample().replace("\"store\":true", "\"previous_response_id\":\"resp_0\",\"store\":true");
    String expected =
        stream
            .replace("\"id\":\"resp_smp1", "\"id\":\"" + tag("a") + "resp_smp1")
            .replace("\"resp_0\"", "\"" + tag("a") + "resp_0\"");
    assertEquals(3 + count(stream, "\"resp_0\""), count(expected, "resp_gw1"));
    for (int cut = 0; cut <= stream.length(); cut++) {
      assertEquals(expected, relayed(stream, cut), "cut at " + cut);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64})
  void aStreamIsTaggedInPartsOfOneSize(int bytes) throws IOException {
    String stream = sample();
    int[] cuts =
        java.util.stream.IntStream.range(1, stream.length()).filter(i -> i % bytes == 0).toArray();
    assertEquals(
        stream.replace("\"id\":\"resp_smp1", "\"id\":\"" + tag("a") + "resp_smp1"),
        relayed(stream, cuts));
  }

  /** What comes after 64 KiB of one event passes at once, and so does what is put into it. */
  @Test
  void anEventLongerThanWhatIsHeldIsTaggedToo() throws IOException {
    String long64 = "x".repeat(PassThrough.MAX_TAIL_BYTES);
    String stream =
        sample()
            .replace(
                "\"text\":\"Hello\",\"annotations\"", "\"text\":\"" + long64 + "\",\"annotations\"")
            .replace("\"store\":true", "\"previous_response_id\":\"resp_0\",\"store\":true");
    int last = stream.lastIndexOf("resp_0");
    String expected =
        stream
            .replace("\"id\":\"resp_smp1", "\"id\":\"" + tag("a") + "resp_smp1")
            .replace("\"resp_0\"", "\"" + tag("a") + "resp_0\"");
    for (int cut = last - 3; cut < last + 8; cut++) {
      assertEquals(expected, relayed(stream, cut - 10, cut), "cut at " + cut);
    }
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private String relayed(String stream, int... cuts) {
    Call call = respond(ask("\"stream\":true,"));
    Sent sent = bench.upstream.last().stream();
    int from = 0;
    for (int cut : cuts) {
      sent.body(stream.substring(from, cut));
      from = cut;
    }
    sent.body(stream.substring(from)).end();
    assertEquals(Outcome.COMPLETED, call.record().outcome());
    assertEquals(9, call.record().usage().input());
    return call.caller.text();
  }

  private static String sample() throws IOException {
    try (InputStream in =
        StoredResponseTest.class.getResourceAsStream("/samples/openai/responses.stream.sse")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void whoWantsNothingStoredGetsTheAnswerAsItCame() {
    Call call = respond(ask("\"store\":false,"));
    bench.upstream.last().document().body(ANSWER).end();
    assertEquals(ANSWER, call.caller.text());
    assertEquals(-1, call.caller.contentLength);
  }

  @Test
  void whereNothingIsStoredTheCallSaysSo() {
    bench = withoutStore("a");
    Call call = respond(ask(""));
    Sent sent = bench.upstream.last().document();
    assertTrue(sent.body.contains("\"store\":false"), sent.body);
    sent.body(ANSWER).end();
    assertEquals(ANSWER, call.caller.text());
  }

  private static Bench withoutStore(String name) {
    Bench other = new Bench();
    EnumSet<Capability> some = EnumSet.complementOf(EnumSet.of(Capability.STORED_RESPONSE));
    return other.add(other.deployment(name).capabilities(Capability.bits(some)));
  }

  @Test
  void whoWantsTheAnswerStoredIsSentWhereItCanBe() {
    bench = withoutStore("a");
    bench.add(bench.deployment("b"));
    respond(ask("\"store\":true,"));
    assertEquals("b.example", bench.upstream.last().host());
    bench.upstream.last().document().body(ANSWER).end();
    assertEquals(Exclusion.CAPABILITY, bench.records.get(0).decision().exclusion(0));
    bench.assertSettled();

    bench = withoutStore("a");
    refused(respond(ask("\"store\":true,")), 400, "unsupported_parameter");
  }

  @Test
  void whatMayBeStoredTwiceIsNotSentTwice() {
    Call stored = respond(ask("\"store\":true,"));
    bench.upstream.last().sent().reset();
    assertEquals(502, stored.caller.status);
    respond(ask(""));
    bench.upstream.last().sent().reset();
    assertEquals("b.example", bench.upstream.last().host());
    bench.upstream.last().document().body(ANSWER).end();
    assertEquals(3, bench.upstream.calls.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void aCallThatGoesOnGoesHomeWithoutTheTag(String home) {
    Call call = respond(from(tag(home) + THEIRS, ""));
    Sent sent = bench.upstream.last().document();
    assertEquals(home + ".example", sent.host());
    assertTrue(sent.body.contains("\"previous_response_id\":\"" + THEIRS + "\""), sent.body);
    sent.body(ANSWER).end();
    Bench.assertCompleted(call);
    int other = home.equals("a") ? 1 : 0;
    assertEquals(Exclusion.ELSEWHERE, call.record().decision().exclusion(other));
    assertNull(call.record().decision().exclusion(1 - other));
  }

  @ParameterizedTest
  @ValueSource(strings = {THEIRS, "resp_1l2j3k4", "x"})
  void anIdWithoutATagIsRefusedByName(String id) {
    Call call = respond(from(id, ""));
    refused(call, 400, "previous_response_not_found");
    assertTrue(
        call.caller.text().contains("\"param\":\"previous_response_id\""), call.caller.text());
    assertEquals(0, bench.upstream.calls.size());
  }

  @Test
  void anIdOfAnotherCallerOrOfNoDeploymentIsRefusedAlike() {
    Call untagged = respond(from(THEIRS, ""));
    Call foreign = respond(from(ResponseTag.of("a", "other") + THEIRS, ""));
    Call gone = respond(from(tag("z") + THEIRS, ""));
    assertEquals(untagged.caller.text(), foreign.caller.text());
    assertEquals(untagged.caller.text(), gone.caller.text());
    assertEquals(400, gone.caller.status);
  }

  @Test
  void whoGoesOnWithAnotherModelIsToldSo() {
    bench.addElsewhere(bench.deployment("c"));
    Call call = respond(from(tag("c") + THEIRS, ""));
    refused(call, 400, "previous_response_not_found");
    assertTrue(call.caller.text().contains("the model that answered"), call.caller.text());
    assertEquals(0, bench.upstream.calls.size());
  }

  @Test
  void whatIsWrongWithAnIdTellsNothingOfAModelThatTheCallerMayNotSee() {
    bench.models = Set.of("another");
    bench.addElsewhere(bench.deployment("c"));
    Call hidden = respond(from(tag("c") + THEIRS, ""));
    Call absent = respond(from(tag("c") + THEIRS, "").replace("\"gpt\"", "\"none\""));
    assertEquals(404, hidden.caller.status, hidden.caller.text());
    assertEquals(absent.caller.text(), hidden.caller.text());
  }

  @Test
  void whereverMemoryEndsNothingIsLeftBehind() {
    int refused = 0;
    for (int buffers = 0; bench.upstream.calls.isEmpty(); buffers++) {
      bench = Bench.of("a");
      bench.packing = new Poor(bench.allocator, buffers);
      Call call = respond(from(tag("a") + THEIRS, ""));
      if (bench.upstream.calls.isEmpty()) {
        assertEquals(503, call.caller.status);
        refused++;
      } else {
        bench.upstream.last().document().body(ANSWER).end();
        Bench.assertCompleted(call);
      }
      bench.assertSettled();
    }
    assertTrue(refused > 1, refused + " calls without memory");
  }

  /** Has room for so many buffers. */
  private static final class Poor extends AbstractByteBufAllocator {
    private final ByteBufAllocator rich;
    private int left;

    Poor(ByteBufAllocator rich, int left) {
      super(/* preferDirect= */ true);
      this.rich = rich;
      this.left = left;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return rich.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      if (left-- == 0) {
        throw new OutOfMemoryError("no direct memory");
      }
      return rich.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"\"", "[]", "\"resp_gw1\\u0061\"", "\"\u00e9\""})
  void whatIsNoIdIsRefused(String value) {
    Call call = respond(ask("\"previous_response_id\":" + value + ","));
    refused(call, 400, "invalid_value");
  }

  @Test
  void nobodyElseIsAskedWhenTheHomeIsDown() {
    Call call = respond(from(tag("a") + THEIRS, ""));
    bench.upstream.last().refuse(503, "{}");
    assertEquals(503, call.caller.status);
    assertEquals(1, bench.upstream.calls.size());
  }

  @Test
  void aHomeThatWasTakenOutIsSaidToBe() {
    Deployment home = bench.deployment(1);
    new CapacityFeed(index -> home.live().capacity(), bench.ticker).drained(home.id(), true);
    Call call = respond(from(tag("b") + THEIRS, ""));
    assertEquals(503, call.caller.status);
    assertTrue(call.caller.text().contains("keeps the stored response"), call.caller.text());
    assertTrue(call.caller.text().contains("1 x DRAINED"), call.caller.text());
  }

  @Test
  void aHomeOutsideTheAllowedRegionsIsRefusedAsSuch() {
    bench.scope = new Scope(Set.of("region-b"), Set.of(), Set.of());
    Call call = respond(from(tag("a") + THEIRS, ""));
    assertEquals(
        FailureKind.RESIDENCY, ((Outcome.Failed) call.record().outcome()).failure().kind());
  }

  @Test
  void aResponseThatIsGoneIsTheCallersMatter() {
    String body =
        "{\"error\":{\"message\":\"Previous response with id 'resp_x' not found.\","
            + "\"type\":\"invalid_request_error\",\"param\":\"previous_response_id\","
            + "\"code\":\"previous_response_not_found\"}}";
    for (int status : new int[] {400, 404}) {
      Call call = respond(from(tag("a") + THEIRS, ""));
      bench.upstream.last().refuse(status, body);
      refused(call, 400, "previous_response_not_found");
      assertFalse(call.caller.text().contains("resp_x"), call.caller.text());
    }
    assertTrue(bench.alarms.isEmpty(), bench.alarms.toString());
  }

  private Call stored(Verb verb, String id, String query) {
    bench.stored = new StoredAsk(verb, query);
    bench.pathModel = id;
    return bench.open(Operation.STORED).end();
  }

  @ParameterizedTest
  @EnumSource
  void aStoredResponseIsAskedForAtItsHome(Verb verb) {
    Call call = stored(verb, tag("b") + THEIRS, "limit=2");
    Sent sent = bench.upstream.last().document();
    assertEquals("b.example", sent.host());
    assertEquals(verb.method(), sent.request.method());
    assertEquals("/responses/" + THEIRS + verb.suffix() + "?limit=2", sent.request.path());
    assertEquals("", sent.body);
    assertNull(sent.headers.get("content-type"));
    sent.body(ANSWER).end();
    Bench.assertCompleted(call);
    assertEquals(ANSWER.replace(THEIRS, tag("b") + THEIRS), call.caller.text());
    assertEquals(0, call.record().usage().input());
    assertEquals(Exclusion.ELSEWHERE, call.record().decision().exclusion(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {THEIRS, "..", "x"})
  void aStoredResponseThatNobodyKnowsIsNotFound(String id) {
    refused(stored(Verb.SHOW, id, ""), 404, "not_found");
    refused(stored(Verb.SHOW, ResponseTag.of("a", "other") + THEIRS, ""), 404, "not_found");
  }

  @Test
  void aStoredResponseThatIsGoneSaysNothingAboutItsHome() {
    Call call = stored(Verb.DELETE, tag("a") + THEIRS, "");
    bench.upstream.last().refuse(404, "{\"error\":{\"message\":\"no\"}}");
    refused(call, 404, "not_found");
    assertTrue(bench.alarms.isEmpty(), bench.alarms.toString());
  }
}
