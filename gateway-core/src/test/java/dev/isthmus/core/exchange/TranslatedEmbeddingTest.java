package dev.isthmus.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.provider.bedrock.BedrockProvider;
import dev.isthmus.core.provider.vertex.GeminiProvider;
import dev.isthmus.core.route.DeploymentBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Embeddings whose provider speaks another dialect than their caller. */
final class TranslatedEmbeddingTest {
  private static final String ONE = "{\"model\":\"gpt\",\"input\":\"one\"}";
  private static final String TWO = "{\"model\":\"gpt\",\"input\":[\"one\",\"two\"]}";

  private final Bench bench = new Bench();

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  private DeploymentBuilder google() {
    return bench
        .deployment("text-embedding-005")
        .kind(new GeminiProvider())
        .setting("project", "p")
        .setting("location", "eu");
  }

  private DeploymentBuilder amazon(String model) {
    return bench.deployment(model).kind(new BedrockProvider()).setting("aws_region", "us-east-1");
  }

  private Call ask(String body) {
    return bench.open(Operation.EMBEDDING).body(body).end();
  }

  @Test
  void itGoesToThePathOfVectorsAndComesBackAsOpenAis() {
    bench.add(google());
    Call call = ask(ONE);
    Sent sent = bench.upstream.last().document();
    assertTrue(sent.request.path().endsWith("/text-embedding-005-at-home:predict"));
    sent.body("{\"predictions\":[{\"embeddings\":{\"values\":[0.5],")
        .body("\"statistics\":{\"token_count\":9}}}]}")
        .end();
    Bench.assertCompleted(call);
    assertTrue(call.caller.text().contains("\"embedding\":[0.5]"), call.caller.text());
    assertEquals(call.caller.text().length(), call.caller.contentLength);
    assertEquals(Usage.reported(9, 0, 0, 0, 0), call.record().usage());
    assertEquals(9_000_000, bench.rows.get(0).picodollars());
  }

  @Test
  void tokensInTheHeadAreBilled() {
    bench.add(amazon("cohere.embed-english-v3"));
    Call call = ask(TWO);
    Sent sent = bench.upstream.last().sent();
    assertEquals("/model/cohere.embed-english-v3-at-home/invoke", sent.request.path());
    sent.head(200, "content-type", "application/json", "x-amzn-bedrock-input-token-count", "5")
        .body("{\"embeddings\":[[1],[2]]}")
        .end();
    Bench.assertCompleted(call);
    assertEquals(Usage.reported(5, 0, 0, 0, 0), call.record().usage());
    assertTrue(call.caller.text().contains("\"prompt_tokens\":5"), call.caller.text());
  }

  @Test
  void whatCannotBeSaidIsRefusedAndNotSent() {
    bench.add(amazon("titan-embed-text-v2"));
    Call call = ask(TWO);
    assertEquals(400, call.caller.status);
    assertTrue(call.caller.text().contains("\"param\":\"input\""), call.caller.text());
    assertEquals(0, bench.upstream.calls.size());
  }

  @Test
  void anAnswerWithoutVectorsFailsAndTheNextIsAsked() {
    bench.add(google()).add(amazon("titan-embed-text-v2"));
    Call call = ask(ONE);
    bench.upstream.last().document().body("{}").end();
    bench.upstream.last().document().body("{\"embedding\":[1],\"inputTextTokenCount\":2}").end();
    Bench.assertCompleted(call);
    assertEquals(Usage.reported(2, 0, 0, 0, 0), call.record().usage());
  }

  @Test
  void aDeploymentThatConversesMakesNoVectors() {
    bench.add(amazon("eu.anthropic.claude-sonnet-4-5"));
    Call call = ask(ONE);
    assertEquals(0, bench.upstream.calls.size());
    Outcome.Failed failed = (Outcome.Failed) call.record().outcome();
    assertEquals(FailureKind.UNSUPPORTED, failed.failure().kind());
  }
}
