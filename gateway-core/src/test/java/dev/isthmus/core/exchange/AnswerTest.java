package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.DONE;
import static dev.isthmus.core.exchange.Bench.HEL;
import static dev.isthmus.core.exchange.Bench.LO;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.ROLE;
import static dev.isthmus.core.exchange.Bench.STOP;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static dev.isthmus.core.exchange.Bench.USAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Row;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.resilience.Breaker;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are answered by the first deployment that is asked. */
final class AnswerTest {
  private static final Usage TWELVE_AND_THREE = Usage.reported(12, 0, 0, 3, 0);
  private Bench bench = Bench.of("a", "b");

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  @Test
  void aPlainCallIsPassedOnAndAnswered() {
    Call call = bench.call(PLAIN);
    Sent sent = bench.upstream.last();
    assertEquals("a.example", sent.host());
    assertEquals("/chat/completions", sent.request.path());
    assertEquals(PLAIN.replace("\"gpt\"", "\"a-at-home\""), sent.body);
    assertEquals("Bearer provider-secret", sent.headers.get("authorization"));
    assertEquals("identity", sent.headers.get("accept-encoding"));
    sent.sent()
        .head(200, "content-type", "application/json", "content-length", "" + DOCUMENT.length());
    sent.body(DOCUMENT).end();
    Bench.assertCompleted(call);
    assertEquals(DOCUMENT, call.caller.text());
    assertEquals(DOCUMENT.length(), call.caller.contentLength);
    assertEquals("application/json", call.caller.headers.get("content-type"));
    assertEquals("a", call.caller.headers.get("x-isthmus-deployment"));
    assertEquals("1", call.caller.headers.get("x-isthmus-attempts"));
    assertRow(TWELVE_AND_THREE, Row.Kind.REPORTED, false);
  }

  @Test
  void aPlainAnswerMayComeInAnyPieces() {
    for (int cut = 1; cut < DOCUMENT.length(); cut++) {
      Call call = bench.call(PLAIN);
      Sent sent = bench.upstream.last().document();
      sent.body(DOCUMENT.substring(0, cut)).body(DOCUMENT.substring(cut)).end();
      Bench.assertCompleted(call);
      assertEquals(DOCUMENT, call.caller.text(), "cut at " + cut);
    }
  }

  @Test
  void aStreamIsPassedOnEventByEvent() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream();
    sent.body(ROLE);
    assertEquals(0, call.caller.status, "no head before content");
    sent.body(HEL);
    assertEquals(200, call.caller.status);
    assertEquals(ROLE + HEL, call.caller.text());
    sent.body(LO).body(STOP).body(USAGE).body(DONE).end();
    Bench.assertCompleted(call);
    assertEquals(ROLE + HEL + LO + STOP + DONE, call.caller.text());
    assertEquals("text/event-stream; charset=utf-8", call.caller.headers.get("content-type"));
    assertEquals(-1, call.caller.contentLength);
    assertRow(TWELVE_AND_THREE, Row.Kind.REPORTED, false);
  }

  @Test
  void weAskForUsageAndTheAnswerToThatIsOurs() {
    String stream = ROLE + HEL + LO + STOP + USAGE + DONE;
    for (int cut = 1; cut < stream.length(); cut++) {
      Call call = bench.call(STREAM);
      Sent sent = bench.upstream.last().stream();
      assertTrue(sent.body.contains("\"stream_options\":{\"include_usage\":true}"));
      sent.body(stream.substring(0, cut)).body(stream.substring(cut)).end();
      Bench.assertCompleted(call);
      assertEquals(ROLE + HEL + LO + STOP + DONE, call.caller.text(), "cut at " + cut);
      assertEquals(TWELVE_AND_THREE, call.record().usage());
    }
  }

  @Test
  void usageInTheLastChunkBecomesNullWhereItStands() {
    String usage = "{\"prompt_tokens\":12,\"completion_tokens\":3}";
    String stop = STOP.replace("}]}", "}],\"usage\":" + usage + "}");
    String stream = ROLE + HEL + LO + stop + DONE;
    String expected = stream.replace(usage, "null" + " ".repeat(usage.length() - 4));
    for (int cut = 1; cut < stream.length(); cut++) {
      Call call = bench.call(STREAM);
      Sent sent = bench.upstream.last().stream();
      sent.body(stream.substring(0, cut)).body(stream.substring(cut)).end();
      Bench.assertCompleted(call);
      assertEquals(expected, call.caller.text(), "cut at " + cut);
      assertEquals(TWELVE_AND_THREE, call.record().usage());
      assertRow(TWELVE_AND_THREE, Row.Kind.REPORTED, false);
    }
    Call bytewise = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream();
    stream.chars().forEach(one -> sent.body(Character.toString(one)));
    sent.end();
    assertEquals(expected, bytewise.caller.text());
  }

  @Test
  void usageThatBeganInATailTooLongToKeepPasses() {
    String big = "x".repeat(PassThrough.MAX_TAIL_BYTES);
    String chunk = HEL.replace("Hel", big).replace("}]}", "}],\"usage\":{\"prompt_tokens\":12}}");
    int cut = chunk.indexOf("prompt_tokens");
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream();
    sent.body(chunk.substring(0, cut)).body(chunk.substring(cut)).body(STOP + DONE).end();
    assertEquals(chunk + STOP + DONE, call.caller.text());
  }

  @Test
  void whatTheCallerAskedForItGets() {
    String asked = STREAM.replace("true,", "true,\"stream_options\":{\"include_usage\":true},");
    Call call = bench.call(asked);
    Sent sent = bench.upstream.last().stream();
    assertEquals(asked.replace("\"gpt\"", "\"a-at-home\""), sent.body);
    sent.body(HEL + STOP + USAGE + DONE).end();
    assertEquals(HEL + STOP + USAGE + DONE, call.caller.text());
  }

  @Test
  void otherStreamOptionsStay() {
    assertSpliced("{}", "{\"include_usage\":true}");
    assertSpliced("null", "{\"include_usage\":true}");
    assertSpliced("{\"include_usage\":false}", "{\"include_usage\":true}");
    assertSpliced(
        "{\"include_obfuscation\":false}",
        "{\"include_usage\":true,\"include_obfuscation\":false}");
    assertSpliced(
        " { \"x\":1,\"include_usage\" : null } ", " { \"x\":1,\"include_usage\" : true } ");
  }

  private void assertSpliced(String options, String expected) {
    String body = STREAM.replace("\"messages\"", "\"stream_options\":%s,\"messages\"");
    Call call = bench.call(String.format(body, options));
    assertEquals(
        String.format(body, expected).replace("\"gpt\"", "\"a-at-home\""),
        bench.upstream.last().body);
    call.inbound.onHangUp();
  }

  @Test
  void aDeploymentThatCannotSayUsageInStreamsIsNotAsked() {
    Bench other = new Bench();
    other.add(other.deployment("a").withoutUsageInStream());
    Call call = other.call(STREAM);
    assertEquals(STREAM.replace("\"gpt\"", "\"a-at-home\""), other.upstream.last().body);
    other.upstream.last().stream().body(HEL + STOP + DONE).end();
    Bench.assertCompleted(call);
    assertEquals(Row.Kind.ESTIMATED, other.rows.get(0).kind());
    other.assertSettled();
  }

  @Test
  void responsesAreStoredOnlyWhereADeploymentIsSaidTo() {
    Call stored = bench.open(Operation.RESPONSE).body("{\"model\":\"gpt\",\"input\":\"Hi\"}").end();
    assertEquals("{\"model\":\"a-at-home\",\"input\":\"Hi\"}", bench.upstream.last().body);
    stored.inbound.onHangUp();
  }

  @Test
  void responsesAreNotStoredElsewhere() {
    long some = Capability.bits(EnumSet.complementOf(EnumSet.of(Capability.STORED_RESPONSE)));
    bench = new Bench();
    bench.add(bench.deployment("a").capabilities(some));
    Call call = bench.open(Operation.RESPONSE).body("{\"model\":\"gpt\",\"input\":\"Hi\"}").end();
    assertEquals(
        "{\"store\":false,\"model\":\"a-at-home\",\"input\":\"Hi\"}", bench.upstream.last().body);
    call.inbound.onHangUp();
  }

  @Test
  void nothingPassesAfterTheEndMark() {
    String stream = HEL + STOP + DONE;
    String garbage = "data: {\"choices\":[{\"delta\":{\"content\":\"ghost\"}}]}\n\n{{{";
    for (int cut = 1; cut < (stream + garbage).length(); cut++) {
      Call call = bench.call(STREAM);
      String all = stream + garbage;
      bench.upstream.last().stream().body(all.substring(0, cut)).body(all.substring(cut)).end();
      Bench.assertCompleted(call);
      assertEquals(stream, call.caller.text(), "cut at " + cut);
    }
  }

  @Test
  void aStreamThatSaidItsEndIsWholeHoweverItsConnectionEnds() {
    Call reset = bench.call(STREAM);
    bench.upstream.last().stream().body(HEL + STOP + DONE).reset();
    Bench.assertCompleted(reset);
    Call stays = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream().body(HEL + STOP + USAGE + DONE);
    bench.pass(Duration.ofSeconds(119));
    assertFalse(stays.caller.ended);
    bench.pass(Duration.ofSeconds(1));
    Bench.assertCompleted(stays);
    assertTrue(sent.cancelled);
    assertEquals(TWELVE_AND_THREE, stays.record().usage());
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void anEmptyBufferInsideAnEventLosesNothing() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream().body(HEL).body(LO.substring(0, 20));
    sent.body("").body(LO.substring(20) + DONE).end();
    assertEquals(HEL + LO + DONE, call.caller.text());
    Bench.assertCompleted(call);
  }

  @Test
  void theBuffersThatComeAreTheBuffersThatLeave() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream();
    for (int i = 0; i < 10; i++) {
      ByteBuf part = bench.buffer(i == 0 ? ROLE : HEL);
      sent.body(part);
      int arrived = call.caller.parts.size();
      if (i > 0) {
        assertSame(part, call.caller.parts.get(arrived - 1));
      }
    }
    sent.body(DONE).end();
    Call plain = bench.call(PLAIN);
    ByteBuf document = bench.buffer(DOCUMENT);
    bench.upstream.last().document().body(document).end();
    assertSame(document, plain.caller.parts.get(0));
  }

  @Test
  void anOversizedBeginningIsLetGo() {
    Call call = bench.call(STREAM);
    String comment = ": " + "x".repeat(8 * 1024) + "\n\n";
    Sent sent = bench.upstream.last().stream();
    for (int held = 0; held + comment.length() <= Outlet.MAX_HELD_BYTES; held += comment.length()) {
      sent.body(comment);
      assertEquals(0, call.caller.status);
    }
    sent.body(comment);
    assertEquals(200, call.caller.status);
    sent.body(HEL + DONE).end();
    Bench.assertCompleted(call);
  }

  @Test
  void aStreamWithoutContentIsAnAnswerToo() {
    Call call = bench.call(STREAM);
    bench.upstream.last().stream().body(ROLE + STOP + DONE).end();
    Bench.assertCompleted(call);
    assertEquals(ROLE + STOP + DONE, call.caller.text());
  }

  @Test
  void aSilentStreamShowsLifeWithoutGivingUpItsChoice() {
    Bench slow = new Bench();
    slow.add(slow.deployment("a").thinking()).add(slow.deployment("b"));
    Call call = slow.call(STREAM);
    Sent first = slow.upstream.last().sent();
    slow.pass(Duration.ofMillis(14_999));
    assertEquals(0, call.caller.status);
    slow.pass(Duration.ofMillis(1));
    assertEquals(200, call.caller.status);
    assertEquals(": keepalive\n\n", call.caller.text());
    slow.pass(Duration.ofSeconds(30));
    assertEquals(": keepalive\n\n".repeat(3), call.caller.text());
    first.reset();
    slow.upstream.last().stream().body(HEL + STOP + DONE).end();
    Bench.assertCompleted(call);
    assertEquals(": keepalive\n\n".repeat(3) + HEL + STOP + DONE, call.caller.text());
    slow.assertSettled();
  }

  @Test
  void aCallerThatDoesNotReadIsNotTheProvidersFault() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream().body(HEL);
    call.caller.writable = false;
    sent.body(LO);
    int reads = sent.reads;
    bench.pass(Duration.ofSeconds(500));
    assertFalse(call.caller.over());
    assertEquals(reads, sent.reads);
    call.caller.writable = true;
    call.inbound.onWritable();
    assertEquals(reads + 1, sent.reads);
    bench.pass(Duration.ofSeconds(119));
    sent.body(STOP + DONE).end();
    Bench.assertCompleted(call);
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void anAttemptReadsOnUntilItsContentWhateverTheCallerDoes() {
    Call call = bench.call(STREAM);
    call.caller.writable = false;
    Sent sent = bench.upstream.last().stream();
    int reads = sent.reads;
    sent.body(ROLE);
    assertEquals(reads + 1, sent.reads);
    sent.body(HEL + DONE).end();
    Bench.assertCompleted(call);
  }

  @Test
  void aGoodAnswerClosesTheBreakersCaseAtItsFirstContent() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream().body(HEL);
    Breaker.Counts counts = bench.deployment(0).live().breaker().counts();
    assertEquals(1, counts.successes());
    call.inbound.onHangUp();
    assertTrue(sent.cancelled);
    assertEquals(Outcome.CANCELLED, call.record().outcome());
    assertEquals(counts, bench.deployment(0).live().breaker().counts());
  }

  private void assertRow(Usage usage, Row.Kind kind, boolean wasted) {
    Row row = bench.rows.get(bench.rows.size() - 1);
    assertEquals(usage, row.usage());
    assertEquals(kind, row.kind());
    assertEquals(wasted, row.wasted());
    assertEquals(24_000_000L, row.picodollars());
  }
}
