package dev.isthmus.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.dialect.anthropic.ClaudeSide;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.gemini.GeminiDialect;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.provider.anthropic.AnthropicProvider;
import dev.isthmus.core.provider.vertex.GeminiProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conversations in which another's model spoke before: what the gateway minted for it never reaches
 * a provider, and all else passes as it came.
 */
final class ForeignHistoryTest {
  private static final Map<String, String> HEADERS =
      Map.of("authorization", "Bearer " + Bench.KEY, "anthropic-version", "2023-06-01");
  private static final String CLAUDES_ANSWER =
      json(
          "{'id':'msg_1','type':'message','role':'assistant','model':'m','content':"
              + "[{'type':'text','text':'Green'}],'stop_reason':'end_turn',"
              + "'usage':{'input_tokens':12,'output_tokens':3}}");
  private static final String GEMINIS_ANSWER =
      json(
          "{'candidates':[{'content':{'role':'model','parts':[{'text':'Green'}]},"
              + "'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':12,"
              + "'candidatesTokenCount':3,'totalTokenCount':15}}");

  private static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  private static Bench claude() {
    Bench bench = new Bench();
    bench.dialect = new AnthropicDialect();
    bench.callerSide = new MessagesTurnSide();
    bench.providerSide = new ClaudeSide(ClaudeSide.Form.DIRECT);
    return bench.add(bench.deployment("c").kind(new AnthropicProvider()));
  }

  private static Bench gemini() {
    Bench bench = new Bench();
    bench.dialect = new GeminiDialect(false);
    bench.pathModel = "gpt";
    bench.callerSide = new GeminiTurnSide();
    return bench.add(
        bench
            .deployment("g")
            .kind(new GeminiProvider())
            .setting("project", "p")
            .setting("location", "eu"));
  }

  /** The request as the provider gets it; its answer reaches the caller. */
  private static String sent(Bench bench, String request, String answer) {
    Call call = bench.new Call(Operation.CHAT, -1, HEADERS).body(json(request)).end();
    assertEquals(1, bench.upstream.calls.size(), call.caller.text());
    bench.upstream.last().document().body(answer).end();
    Bench.assertCompleted(call);
    assertTrue(call.caller.text().contains("Green"), call.caller.text());
    String body = bench.upstream.last().body;
    bench.assertSettled();
    return body;
  }

  private static String saidToClaude(String thought) {
    return sent(
        claude(),
        "{'max_tokens':9,'model':'gpt','messages':[{'role':'user','content':'q'},"
            + "{'role':'assistant','content':["
            + thought
            + ",{'type':'tool_use','id':'1','name':'f','input':{ }}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1'}]}]}",
        CLAUDES_ANSWER);
  }

  private static String saidToGemini(String signature) {
    return sent(
        gemini(),
        "{'contents':[{'role':'user','parts':[{'text':'q'}]},{'role':'model','parts':"
            + "[{'functionCall':{'name':'f','args':{ }},'thoughtSignature':'"
            + signature
            + "'}]},{'role':'user','parts':[{'functionResponse':{'name':'f','response':{}}}]}]}",
        GEMINIS_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'thinking','thinking':'hm','signature':'google:U0lH'}",
        "{'type':'thinking','thinking':'hm','signature':''}",
        "{'type':'redacted_thinking','data':'google+call:U0lH'}"
      })
  void claudeNeverSeesWhatOthersThought(String thought) {
    String body = saidToClaude(thought);
    assertFalse(body.contains("thinking"), body);
    assertFalse(body.contains("google"), body);
    assertTrue(body.contains(json("'type':'tool_use','id':'1','name':'f'")), body);
  }

  @Test
  void claudesOwnThoughtsStayBesideThoseOfOthers() {
    String own = "{'type':'thinking','thinking':'a','signature':'EqQBU0lH'}";
    String body =
        saidToClaude(own + ",{'type':'thinking','thinking':'hm','signature':'google:U0lH'}");
    assertTrue(body.contains(json(own)), body);
    assertFalse(body.contains("google"), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'thinking','thinking':'hm','signature':'EqQBU0lH'}",
        "{'type':'redacted_thinking','data':'EmwKU0lH'}"
      })
  void claudesOwnThoughtsPassAsTheyCame(String thought) {
    String body = saidToClaude(thought);
    assertTrue(body.contains(json("[" + thought + ",{'type':'tool_use'")), body);
    assertTrue(body.contains(json("'input':{ }")), "untouched");
  }

  @ParameterizedTest
  @CsvSource({"aXN0aG11czE6YW50aHJvcGljOlUwbEg=", "aXN0aG11czE6bm9ib2R5Og=="})
  void geminiNeverSeesWhatOthersSigned(String minted) {
    String body = saidToGemini(minted);
    assertFalse(body.contains("aXN0aG11czE6"), body);
    assertTrue(body.contains(json("{'functionCall':{'name':'f','args':{}}}")), body);
  }

  @Test
  void geminisOwnSignaturesPassAsTheyCame() {
    String body = saidToGemini("U0lH");
    assertTrue(
        body.contains(json("[{'functionCall':{'name':'f','args':{ }},'thoughtSignature':'U0lH'}]")),
        "untouched");
    assertEquals(json("{'contents':"), body.substring(0, 12), "untouched");
  }
}
