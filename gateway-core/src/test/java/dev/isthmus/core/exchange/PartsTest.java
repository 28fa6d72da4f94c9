package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DONE;
import static dev.isthmus.core.exchange.Bench.HEL;
import static dev.isthmus.core.exchange.Bench.LO;
import static dev.isthmus.core.exchange.Bench.ROLE;
import static dev.isthmus.core.exchange.Bench.STOP;
import static dev.isthmus.core.exchange.Bench.USAGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.EventStreamBytes;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.provider.RequestSigner;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.Unsigned;
import dev.isthmus.core.provider.sagemaker.SageMakerProvider;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls whose answer comes in SageMaker's parts. */
final class PartsTest {
  private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

  private final Bench bench = new Bench();

  @BeforeEach
  void prepare() {
    bench.add(
        bench
            .deployment("e")
            .kind(new SageMakerProvider())
            .setting("aws_region", "us-east-1")
            .credential(Site.Credential.ofSigner(new Plain())));
  }

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  private ByteBuf parts(String... texts) {
    ByteBuf out = bench.allocator.directBuffer();
    for (String text : texts) {
      out.writeBytes(EventStreamBytes.part(text.getBytes(UTF_8)));
    }
    return out;
  }

  @Test
  void aStreamIsTakenOutOfItsParts() {
    Call call = bench.call(Bench.STREAM);
    Sent sent = bench.upstream.last().sent().head(200, "content-type", EVENT_STREAM);
    assertEquals("/endpoints/e-at-home/invocations-response-stream", sent.request.path());
    assertEquals(EVENT_STREAM, sent.headers.get("accept"));
    assertTrue(sent.body.contains("\"model\":\"e-at-home\""), sent.body);
    sent.body(parts(ROLE + HEL.substring(0, 9)));
    assertFalse(call.caller.text().contains("Hel"));
    sent.body(parts(HEL.substring(9), LO + STOP, USAGE + DONE)).end();
    Bench.assertCompleted(call);
    assertTrue(call.caller.text().contains("\"content\":\"Hel\""), call.caller.text());
    assertTrue(call.caller.text().endsWith(DONE), call.caller.text());
    assertEquals(Usage.reported(12, 0, 0, 3, 0), call.record().usage());
  }

  @Test
  void aPlainAnswerIsTheContainersOwn() {
    Call call = bench.call(Bench.PLAIN);
    Sent sent = bench.upstream.last().document();
    assertEquals("/endpoints/e-at-home/invocations", sent.request.path());
    sent.body(Bench.DOCUMENT).end();
    Bench.assertCompleted(call);
    assertTrue(call.caller.text().contains("\"content\":\"Green\""), call.caller.text());
    assertEquals(Usage.reported(12, 0, 0, 3, 0), call.record().usage());
  }

  @Test
  void whatBreaksOffAfterContentIsBroken() {
    Call call = bench.call(Bench.STREAM);
    bench
        .upstream
        .last()
        .sent()
        .head(200, "content-type", EVENT_STREAM)
        .body(parts(ROLE + HEL).writeBytes(EventStreamBytes.exception("ModelStreamError", "{}")));
    assertTrue(call.caller.aborted);
    assertTrue(call.caller.text().contains("data: {\"error\":{"), call.caller.text());
  }

  /** Signs nothing. */
  private static final class Plain implements RequestSigner {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void sign(Unsigned request, Scope scope, HeaderSink headers) {}

    @Override
    public void refused() {}

    @Override
    public boolean isQuotedIn(ByteBuf text) {
      return false;
    }
  }
}
