package dev.isthmus.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.provider.stability.StabilityProvider;
import dev.isthmus.core.route.DeploymentBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pictures: as they came, and translated. */
final class ImageTest {
  private static final long CENT = 10_000_000_000L;
  private static final String APPLE = "{\"model\":\"gpt\",\"prompt\":\"a green apple\"}";
  private static final String TWO = "{\"model\":\"gpt\",\"n\":2,\"prompt\":\"a green apple\"}";
  private static final String PICTURE =
      "{\"image\":\"iVBORw0KGgo=\",\"finish_reason\":\"SUCCESS\"}";
  private static final String WITH_USAGE =
      "{\"created\":1,\"data\":[{\"b64_json\":\"aQ==\"},{\"b64_json\":\"aQ==\"}],"
          + "\"usage\":{\"total_tokens\":110,\"input_tokens\":10,\"output_tokens\":100,"
          + "\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":0}}}";

  private final Bench bench = new Bench();

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  private Call ask(String body) {
    return bench.open(Operation.IMAGE).body(body).end();
  }

  private DeploymentBuilder stability(String name) {
    return bench
        .deployment(name)
        .kind(new StabilityProvider())
        .prices(Prices.FREE.withDollarsPerCall(0.01));
  }

  @Test
  void whatSpeaksOpenAisDialectAnswersAsItIsAndIsPaidByTokens() {
    bench.add(bench.deployment("a"));
    Call call = ask(TWO);
    Sent sent = bench.upstream.last().document();
    assertEquals("/images/generations", sent.request.path());
    assertTrue(sent.body.contains("\"model\":\"a-at-home\""), sent.body);
    sent.body(WITH_USAGE.substring(0, 50)).body(WITH_USAGE.substring(50)).end();
    Bench.assertCompleted(call);
    assertEquals(WITH_USAGE, call.caller.text());
    assertEquals(Usage.reported(10, 0, 0, 100, 0), call.record().usage());
  }

  @Test
  void aPricePerCallIsOneOfEachPicture() {
    bench.add(bench.deployment("a").prices(Prices.FREE.withDollarsPerCall(0.01)));
    ask(TWO);
    bench.upstream.last().document().body("{\"created\":1,\"data\":[{},{}]}").end();
    assertEquals(2 * CENT, bench.rows.get(0).picodollars());
  }

  @Test
  void stabilityIsAskedByAFormAndItsPictureComesBackAsOpenAis() {
    bench.add(stability("sd3"));
    Call call = ask(APPLE);
    Sent sent = bench.upstream.last().document();
    assertEquals("/v2beta/stable-image/generate/sd3", sent.request.path());
    assertEquals("multipart/form-data; boundary=isthmus-form-0", sent.headers.get("content-type"));
    assertEquals("application/json", sent.headers.get("accept"));
    assertTrue(sent.body.contains("\r\n\r\na green apple\r\n"), sent.body);
    sent.body(PICTURE).end();
    Bench.assertCompleted(call);
    assertEquals("{\"created\":0,\"data\":[{\"b64_json\":\"iVBORw0KGgo=\"}]}", call.caller.text());
    assertEquals(CENT, bench.rows.get(0).picodollars());
  }

  @Test
  void aBlurredPictureIsRefusedAndPaidFor() {
    bench.add(stability("sd3"));
    Call call = ask(APPLE);
    bench.upstream.last().document().body(PICTURE.replace("SUCCESS", "CONTENT_FILTERED")).end();
    assertEquals(400, call.caller.status);
    assertTrue(call.caller.text().contains("content_filter"), call.caller.text());
    assertEquals(CENT, bench.rows.get(0).picodollars());
  }

  @Test
  void aPromptThatModerationRefusesIsTheCallersAndFree() {
    bench.add(stability("sd3"));
    Call call = ask(APPLE);
    bench
        .upstream
        .last()
        .refuse(403, "{\"name\":\"content_moderation\",\"errors\":[\"Flagged by moderation.\"]}");
    assertEquals(400, call.caller.status);
    assertTrue(call.caller.text().contains("Flagged by moderation."), call.caller.text());
    assertEquals(0, bench.rows.size());
  }

  @Test
  void manyPicturesAreNotAskedForWhereOneIsMade() {
    bench.add(stability("sd3"));
    Call call = ask(TWO);
    assertEquals(400, call.caller.status);
    assertTrue(call.caller.text().contains("\"param\":\"n\""), call.caller.text());
    assertEquals(0, bench.upstream.calls.size());
  }

  /** It may have been made, and would be paid for twice. */
  @Test
  void whatWasSentAndNotAnsweredIsNotAskedForAgain() {
    bench.add(bench.deployment("a")).add(bench.deployment("b"));
    Call call = ask(APPLE);
    bench.upstream.last().sent().reset();
    assertEquals(1, bench.upstream.calls.size());
    Outcome.Failed failed = (Outcome.Failed) call.record().outcome();
    assertEquals(FailureKind.RESET, failed.failure().kind());
  }

  @Test
  void whatWasRefusedIsAskedForElsewhere() {
    bench.add(bench.deployment("a")).add(bench.deployment("b"));
    Call call = ask(APPLE);
    bench.upstream.last().refuse(429, "{}");
    bench.upstream.last().document().body(WITH_USAGE).end();
    Bench.assertCompleted(call);
    assertEquals(2, bench.upstream.calls.size());
  }

  @Test
  void picturesAreNotStreamed() {
    bench.add(bench.deployment("a"));
    Call call = ask("{\"model\":\"gpt\",\"stream\":true,\"prompt\":\"x\"}");
    assertEquals(400, call.caller.status);
    assertTrue(call.caller.text().contains("\"param\":\"stream\""), call.caller.text());
  }
}
