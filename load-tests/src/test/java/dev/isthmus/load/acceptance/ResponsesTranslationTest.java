package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.TurnTranslator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's own client takes translated answers for the real ones, to the last required member. */
final class ResponsesTranslationTest {
  private static final JsonMapper SDK = ObjectMappers.jsonMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'text':'Green'}|STOP|completed",
        "{'text':'Gre'}|MAX_TOKENS|incomplete",
        "{'text':''}|SAFETY|incomplete",
        "{'text':'hm','thought':true},{'text':'Green','thoughtSignature':'U0lH'}|STOP|completed",
        "{'text':'Wait.'},{'functionCall':{'name':'f','args':{'a':1}},'thoughtSignature':'U0lH'},"
            + "{'functionCall':{'name':'g'}}|STOP|completed"
      })
  void plainAnswersAndStreamsAreReadAlike(String parts, String finish, String status)
      throws Exception {
    String gemini =
        ("{'candidates':[{'content':{'parts':[" + parts + "]},'finishReason':'" + finish + "'")
                .replace('\'', '"')
            + ",\"logprobsResult\":{\"chosenCandidates\":[{\"token\":\"G\",\"logProbability\":-1}],"
            + "\"topCandidates\":[{\"candidates\":[{\"token\":\"H\",\"logProbability\":-2}]}]}}],"
            + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}";

    Response plain = SDK.readValue(translated(false, gemini), Response.class).validate();
    Response streamed = accumulated(translated(true, "data: " + gemini + "\n\n"));

    assertEquals(ResponseStatus.of(status), plain.status().orElseThrow());
    assertEquals(5, plain.usage().orElseThrow().totalTokens());
    assertTrue(plain.isValid());
    assertEquals(plain, streamed);
    plain.output().stream()
        .flatMap(item -> item.functionCall().stream())
        .map(ResponseFunctionToolCall::arguments)
        .forEach(arguments -> assertTrue(arguments.startsWith("{"), arguments));
  }

  private static Response accumulated(String stream) throws Exception {
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    String events = stream.substring(0, stream.length() - 2); // the last blank line
    for (String event : events.split("\n\n", -1)) {
      String data = event.substring(event.indexOf("data: ") + 6);
      ResponseStreamEvent read = SDK.readValue(data, ResponseStreamEvent.class).validate();
      assertTrue(read.isValid(), data);
      accumulator.accumulate(read);
    }
    return accumulator.response();
  }

  private static String translated(boolean stream, String gemini) {
    AnswerTranslator answer =
        new TurnTranslator(new ResponsesTurnSide(), new GeminiSide())
            .answer(
                new AnswerContext(
                    stream,
                    false,
                    "m",
                    "c1",
                    1767225600,
                    () -> "call_1",
                    UnpooledByteBufAllocator.DEFAULT));
    ByteBuf part = Unpooled.copiedBuffer(gemini, StandardCharsets.UTF_8);
    String text = text(answer.see(part)) + text(answer.end());
    part.release();
    return text;
  }

  private static String text(ByteBuf owned) {
    String text = owned.toString(StandardCharsets.UTF_8);
    owned.release();
    return text;
  }
}
