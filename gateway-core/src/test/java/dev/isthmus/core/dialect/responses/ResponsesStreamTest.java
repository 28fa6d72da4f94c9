package dev.isthmus.core.dialect.responses;

import static dev.isthmus.core.dialect.responses.ResponsesTranslation.answer;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.json;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.record;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.sample;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.see;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.text;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.tree;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponsesStreamTest {
  private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};

  @ParameterizedTest
  @CsvSource({
    "vertex-ai/gemini.stream.crlf.sse, chat.stream.sse",
    "vertex-ai/gemini.tool.late_stop.stream.crlf.sse, tool.late_stop.stream.sse"
  })
  void goldenFilesAtEverySplitWithEveryLineEnd(String from, String to) {
    String expected = sample("gemini-to-responses/" + to);
    ResponsesGrammar.check(expected);
    for (String lineEnd : LINE_ENDS) {
      byte[] bytes = sample(from).replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        AnswerTranslator answer = answer(true);
        String out =
            see(answer, bytes, 0, split)
                + see(answer, bytes, split, bytes.length)
                + text(answer.end());
        assertEquals(expected, out);
        assertTrue(answer.complete());
        assertEquals(Usage.reported(270, 0, 0, 21, 20), answer.usage());
      }
    }
  }

  @Test
  void whatIsCutOffHasNoEnd() {
    byte[] bytes = sample("vertex-ai/gemini.stream.crlf.sse").getBytes(StandardCharsets.UTF_8);
    int stop =
        new String(bytes, StandardCharsets.UTF_8).indexOf("trafficType\":\"ON_DEMAND\"}", 500);
    for (int cut = 0; cut < stop; cut++) {
      AnswerTranslator answer = answer(true);
      String out = see(answer, bytes, 0, cut) + text(answer.end());
      assertFalse(answer.complete(), "cut at " + cut);
      assertFalse(out.contains("response.completed"));
      assertFalse(out.contains("done"));
    }
  }

  @Test
  void thoughtsTextAndCallsAreItemsInTheirOrder() {
    String stream =
        record(
                "{'candidates':[{'content':{'parts':[{'text':'h','thought':true},"
                    + "{'text':'m','thought':true}]}}]}")
            + record(
                "{'candidates':[{'content':{'parts':[{'text':'né '},{'text':'🙂'},"
                    + "{'functionCall':{'name':'f','args':{ 'a' : 1.10 }},"
                    + "'thoughtSignature':'U0lH'},{'functionCall':{'name':'g','id':'own'}}]}}]}")
            + record("{'candidates':[{'finishReason':'STOP'}]}");
    JsonNode output = ResponsesGrammar.check(whole(answer(true), stream)).path("output");
    assertEquals(
        List.of("reasoning", "message", "reasoning", "function_call", "function_call"),
        types(output));
    assertEquals("hm", output.at("/0/summary/0/text").asText());
    assertEquals("né 🙂", output.at("/1/content/0/text").asText());
    assertEquals("isthmus:call:google:U0lH", output.at("/2/encrypted_content").asText());
    assertTrue(output.at("/2/summary").isEmpty());
    assertEquals("{\"a\":1.10}", output.at("/3/arguments").asText());
    assertEquals("call_0", output.at("/3/call_id").asText());
    assertEquals("own", output.at("/4/call_id").asText());
    assertEquals("{}", output.at("/4/arguments").asText());
  }

  @Test
  void aCallsSignatureStandsInTheThoughtsBeforeIt() {
    String stream =
        record(
            "{'candidates':[{'content':{'parts':[{'text':'hm','thought':true},"
                + "{'functionCall':{'name':'f'},'thoughtSignature':'U0lH'}]},"
                + "'finishReason':'STOP'}]}");
    JsonNode output = ResponsesGrammar.check(whole(answer(true), stream)).path("output");
    assertEquals(List.of("reasoning", "function_call"), types(output));
    assertEquals("isthmus:call:google:U0lH", output.at("/0/encrypted_content").asText());
  }

  @Test
  void aSignatureInsideItsMessageWaitsForTheEnd() {
    String stream =
        record("{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}")
            + record(
                "{'candidates':[{'content':{'parts':[{'text':'b','thoughtSignature':'U0lH'}]},"
                    + "'finishReason':'STOP'}]}");
    JsonNode output = ResponsesGrammar.check(whole(answer(true), stream)).path("output");
    assertEquals(List.of("message", "reasoning"), types(output));
    assertEquals("ab", output.at("/0/content/0/text").asText());
    assertEquals("isthmus:message:google:U0lH", output.at("/1/encrypted_content").asText());
  }

  @ParameterizedTest
  @CsvSource({"MAX_TOKENS, max_output_tokens", "SAFETY, content_filter"})
  void whatEndsEarlyIsIncomplete(String finish, String reason) {
    String stream =
        record(
            "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f'}},{'text':'a'}]},"
                + "'finishReason':'"
                + finish
                + "'}]}");
    String out = whole(answer(true), stream);
    JsonNode response = ResponsesGrammar.check(out);
    assertEquals("incomplete", response.path("status").asText());
    assertEquals(reason, response.at("/incomplete_details/reason").asText());
    assertEquals("completed", response.at("/output/0/status").asText());
    assertEquals("incomplete", response.at("/output/1/status").asText());
  }

  @Test
  void aBlockedPromptIsAnAnswerWithoutItems() {
    JsonNode response =
        ResponsesGrammar.check(
            whole(answer(true), record("{'promptFeedback':{'blockReason':'SAFETY'}}")));
    assertEquals("content_filter", response.at("/incomplete_details/reason").asText());
    assertTrue(response.path("output").isEmpty());
    assertTrue(response.path("usage").isNull());
  }

  @Test
  void usageWaitsForTheLastEvent() {
    AnswerTranslator answer = answer(true);
    byte[] end =
        record("{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}")
            .getBytes(StandardCharsets.UTF_8);
    String out = see(answer, end, 0, end.length);
    assertFalse(out.contains("done"));
    String rest =
        whole(
            answer,
            record(
                "{'usageMetadata':{'promptTokenCount':5,'cachedContentTokenCount':3,"
                    + "'candidatesTokenCount':4,'thoughtsTokenCount':6}}"));
    assertEquals(
        tree(
            json(
                "{'input_tokens':5,'input_tokens_details':{'cached_tokens':3,"
                    + "'cache_write_tokens':0},'output_tokens':10,"
                    + "'output_tokens_details':{'reasoning_tokens':6},'total_tokens':15}")),
        ResponsesGrammar.check(out + rest).path("usage"));
  }

  @Test
  void probabilitiesStandInADeltaAndInThePart() {
    String stream =
        record(
            "{'candidates':[{'content':{'parts':[{'text':'é'}]},'finishReason':'STOP',"
                + "'logprobsResult':{'chosenCandidates':[{'token':'é','logProbability':-0.5}],"
                + "'topCandidates':[{'candidates':[{'token':'e','logProbability':-2}]}]}}]}");
    JsonNode response = ResponsesGrammar.check(whole(answer(true), stream));
    assertEquals(
        tree(
            json(
                "[{'token':'é','logprob':-0.5,'bytes':[195,169],"
                    + "'top_logprobs':[{'token':'e','logprob':-2,'bytes':[101]}]}]")),
        response.at("/output/0/content/0/logprobs"));
  }

  @Test
  void eventsLeaveAsTheyCome() {
    AnswerTranslator answer = answer(true);
    byte[] bytes =
        record("{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}")
            .getBytes(StandardCharsets.UTF_8);
    String out = see(answer, bytes, 0, bytes.length);
    List<String> types = new ArrayList<>();
    ResponsesGrammar.events(out).forEach(event -> types.add(event.path("type").asText()));
    assertEquals(
        List.of(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta"),
        types);
    assertTrue(answer.contentSeen());
  }

  @Test
  void anErrorInsideTheStreamIsNoEnd() {
    AnswerTranslator answer = answer(true);
    String out =
        whole(
            answer,
            record("{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}")
                + record("{'error':{'code':500,'message':'secret','status':'INTERNAL'}}")
                + record("{'candidates':[{'finishReason':'STOP'}]}"));
    assertFalse(out.contains("done"));
    assertFalse(out.contains("completed"));
    Failure error = answer.error();
    assertNotNull(error);
    assertEquals(Failure.Retry.NEVER, error.retry());
  }

  private static List<String> types(JsonNode output) {
    List<String> types = new ArrayList<>();
    output.forEach(item -> types.add(item.path("type").asText()));
    return types;
  }
}
