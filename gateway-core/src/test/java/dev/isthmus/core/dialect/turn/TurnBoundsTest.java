package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that are large, and none the dearer for it. */
class TurnBoundsTest {
  private static final LossPolicy LENIENT = LossPolicy.LENIENT;

  /** What a request of that size takes where work grows with its square is a multiple of this. */
  private static final Duration GENEROUS = Duration.ofSeconds(10);

  @Test
  void manyCallsAreAnsweredByNameWithoutASearchThroughThem() throws IOException {
    int calls = 90_000;
    String asked = repeated(calls, i -> "{'functionCall':{'name':'f" + i + "'}}");
    String answered =
        repeated(
            calls,
            i -> "{'functionResponse':{'name':'f" + (calls - 1 - i) + "','response':{}}}");
    String contents =
        "[{'role':'model','parts':[" + asked + "]},{'parts':[" + answered + "]}]";
    List<TurnEvent> events =
        assertTimeoutPreemptively(GENEROUS, () -> GeminiCaller.events(contents));
    List<String> ids =
        events.stream()
            .filter(ToolResult.class::isInstance)
            .map(event -> ((ToolResult) event).callId())
            .toList();
    assertEquals(
        IntStream.range(0, calls).mapToObj(i -> "call_" + (calls - 1 - i)).toList(), ids);
  }

  @Test
  void anAnswerByIdLeavesTheOthersOfItsNameInTheirOrder() throws IOException {
    List<TurnEvent> events =
        GeminiCaller.events(
            "[{'role':'model','parts':[{'functionCall':{'name':'f','id':'a'}},"
                + "{'functionCall':{'name':'f','id':'b'}},"
                + "{'functionCall':{'name':'f','id':'c'}}]},"
                + "{'parts':[{'functionResponse':{'name':'f','id':'b','response':{}}},"
                + "{'functionResponse':{'name':'f','response':{}}},"
                + "{'functionResponse':{'name':'f','id':'unknown','response':{}}}]}]");
    assertEquals(
        List.of("b", "a", "c"),
        events.stream()
            .filter(ToolResult.class::isInstance)
            .map(event -> ((ToolResult) event).callId())
            .toList());
  }

  @Test
  void callsOfAConversationAreBounded() {
    String call = "{'functionCall':{'name':'f'}}";
    String contents =
        "{'contents':[{'role':'model','parts':["
            + repeated(TurnBounds.MAX_CALLS + 1, i -> call)
            + "]}]}";
    assertInvalid("contents.parts.functionCall", GeminiCaller.translated(contents, LENIENT));
  }

  private static void assertInvalid(String param, Translated translated) {
    Failure failure = assertInstanceOf(Translated.Refused.class, translated).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  private static String repeated(int times, IntFunction<String> element) {
    return IntStream.range(0, times).mapToObj(element).collect(Collectors.joining(","));
  }
}
