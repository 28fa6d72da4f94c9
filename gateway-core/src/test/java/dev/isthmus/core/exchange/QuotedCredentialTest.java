package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.provider.vertex.GeminiProvider;
import dev.isthmus.core.route.DeploymentBuilder;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Providers that tell the caller which credential of ours they were shown. */
final class QuotedCredentialTest {
  private static final String KEY = "Yt6azure+Hc/2nBvK8dPq";
  private static final String NEXT_KEY = "Zu7vector-Id/3oCwL9eQr";

  private final AtomicReference<String> key = new AtomicReference<>(KEY);
  private final Bench bench = new Bench();

  QuotedCredentialTest() {
    bench.add(bench.deployment("a").credential(DeploymentBuilder.key(key::get)));
  }

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  private static String error(String message) {
    return "{\"error\":{\"message\":\"" + message + "\",\"code\":\"content_filter\"}}";
  }

  @Test
  @Case(id = "SEC3", did = "a 400 that quotes our key, cut at every byte, in several spellings")
  void noPartOfOurKeyReachesTheCaller(Figures figures) {
    String base64 = Base64.getEncoder().encodeToString(("Bearer " + KEY).getBytes(UTF_8));
    int calls = 0;
    for (String quoted : List.of(KEY, KEY.replace("/", "\\/"), base64, KEY.substring(0, 11))) {
      String body = error("You sent " + quoted + " with it");
      for (int cut = 1; cut < body.length(); cut++) {
        Call call = bench.call(cut % 2 == 0 ? PLAIN : STREAM);
        Sent sent = bench.upstream.last().sent().head(400, "content-type", "application/json");
        sent.body(body.substring(0, cut)).body(body.substring(cut)).end();
        assertEquals(400, call.caller.status);
        assertFalse(call.caller.text().contains(quoted), call.caller.text());
        assertTrue(call.caller.text().contains("content_filter"), "the kind is told by ourselves");
        calls++;
      }
    }
    figures.add("calls", calls).add("keys_seen", 0);
  }

  @Test
  void otherWordsPassAsTheyCame() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(400, error("too violent"));
    assertEquals(error("too violent"), call.caller.text());
  }

  @Test
  void aKeyReplacedMeanwhileIsStillOurs() {
    Call call = bench.call(PLAIN);
    Sent first = bench.upstream.last();
    key.set(NEXT_KEY);
    Call later = bench.call(PLAIN);
    bench.upstream.last().refuse(400, error("You sent " + NEXT_KEY));
    first.refuse(400, error("You sent " + KEY));
    assertFalse(call.caller.text().contains(KEY), call.caller.text());
    assertFalse(later.caller.text().contains(NEXT_KEY), later.caller.text());
  }

  @Test
  void aTranslatedErrorKeepsItToo() {
    bench.deployments.clear();
    bench.add(
        bench
            .deployment("g")
            .kind(new GeminiProvider())
            .setting("project", "p")
            .setting("location", "eu")
            .credential(DeploymentBuilder.key(key::get)));
    Call call = bench.call(PLAIN);
    String body = "{\"error\":{\"code\":400,\"message\":\"Not " + KEY + "\",\"status\":\"X\"}}";
    bench.upstream.last().refuse(400, body);
    assertEquals(400, call.caller.status);
    assertFalse(call.caller.text().contains(KEY), call.caller.text());
  }

  @Test
  @Case(id = "SEC3", did = "headers that quote our key, also under a name that passes")
  void noHeaderCarriesIt(Figures figures) {
    List<String> names =
        List.of("api-key", "authorization", "set-cookie", "x-goog-api-key", "openai-processing-ms");
    for (String name : names) {
      Call refused = bench.call(PLAIN);
      bench.upstream.last().refuse(400, error("no"), name, KEY);
      Call answered = bench.call(PLAIN);
      Sent sent = bench.upstream.last().sent();
      sent.head(200, "content-type", "application/json", name, KEY).body(DOCUMENT).end();
      assertEquals(200, answered.caller.status);
      assertFalse(refused.caller.headers.toString().contains(KEY), name);
      assertFalse(answered.caller.headers.toString().contains(KEY), name);
    }
    figures.add("headers", names.size()).add("passed_on", 0);
  }

  @Test
  void aTimeStillPasses() {
    Call call = bench.call(PLAIN);
    Sent sent = bench.upstream.last().sent();
    sent.head(200, "content-type", "application/json", "openai-processing-ms", "217");
    sent.body(DOCUMENT).end();
    assertEquals("217", call.caller.headers.get("openai-processing-ms"));
  }
}
