package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.isthmus.load.cloud.Bill;
import dev.isthmus.load.cloud.Sale;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * OpenAI's own client uses the Responses API with every backend: as a translated chat where nobody
 * speaks it. What is stored is {@link StoredResponseIT}'s.
 */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ResponseSdkIT {
  private final SdkStand stand;
  private final OpenAIClient client;

  ResponseSdkIT(SdkStand stand) {
    this.stand = stand;
    client = stand.client();
  }

  /** A tool as users of the client declare one. */
  @JsonClassDescription("The weather of a city, now")
  static final class CurrentWeather {
    public String city = "";
  }

  private static ResponseCreateParams.Builder ask(SdkBackend backend, String question) {
    return ResponseCreateParams.builder().model(backend.chat()).input(question);
  }

  @ParameterizedTest
  @EnumSource
  void plain(SdkBackend backend) {
    Response answer = client.responses().create(ask(backend, "sim:say=Hello.").build());

    assertEquals("Hello.", text(answer));
    assertEquals(ResponseStatus.COMPLETED, answer.status().orElseThrow());
    assertTrue(answer.usage().orElseThrow().outputTokens() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerSaysWhetherItIsStored(SdkBackend backend) {
    Response silent = client.responses().create(ask(backend, "Hello.").build());
    Response told = client.responses().create(ask(backend, "Hello.").store(false).build());

    assertEquals(JsonValue.from(stores(backend)), silent._allProperties().get("store"));
    assertEquals(JsonValue.from(false), told._allProperties().get("store"));
  }

  private static boolean stores(SdkBackend backend) {
    return backend.onAzure() || backend == SdkBackend.OPENAI;
  }

  @ParameterizedTest
  @EnumSource
  void aStreamSaysTheSameAsAPlainAnswer(SdkBackend backend) {
    ResponseCreateParams question = ask(backend, "sim:tokens=60").build();

    Response plain = client.responses().create(question);
    ResponseAccumulator whole = ResponseAccumulator.create();
    String deltas;
    try (StreamResponse<ResponseStreamEvent> events =
        client.responses().createStreaming(question)) {
      deltas =
          events.stream()
              .map(whole::accumulate)
              .flatMap(event -> event.outputTextDelta().stream())
              .map(delta -> delta.delta())
              .collect(Collectors.joining());
    }

    assertEquals(text(plain), deltas);
    assertEquals(text(plain), text(whole.response()));
    assertEquals(JsonValue.from(stores(backend)), whole.response()._allProperties().get("store"));
  }

  @ParameterizedTest
  @EnumSource
  void toolsAreCalled(SdkBackend backend) {
    ResponseCreateParams question =
        ask(backend, "What is the weather in Paris and London?")
            .addTool(CurrentWeather.class)
            .build();

    List<String> cities =
        client.responses().create(question).output().stream()
            .map(ResponseOutputItem::asFunctionCall)
            .map(call -> call.arguments(CurrentWeather.class).city)
            .toList();

    assertEquals(List.of("Paris", "London"), cities);
  }

  static Stream<UnaryOperator<ResponseCreateParams.Builder>> kept() {
    return Stream.of(ask -> ask.background(true), ask -> ask.conversation("conv_1"));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void whatNobodyKeepsIsRefusedByName(UnaryOperator<ResponseCreateParams.Builder> wish) {
    ResponseCreateParams question = wish.apply(ask(SdkBackend.AZURE_V1, "Hello.")).build();

    BadRequestException refused =
        assertThrows(BadRequestException.class, () -> client.responses().create(question));

    assertEquals("unsupported_parameter", refused.code().orElseThrow());
    assertFalse(refused.param().orElseThrow().isEmpty());
  }

  /** What the server happens to have at that path does not count: it may be half of it. */
  @Test
  void whereAServerIsNotSaidToSpeakItTheCallIsAChat() throws Exception {
    Bill bill = stand.cloud(SdkBackend.COMPATIBLE).bill();
    bill.clear();

    client.responses().create(ask(SdkBackend.COMPATIBLE, "Hello.").build());

    Sale sale = bill.awaitSales(1, Duration.ofSeconds(5)).get(0);
    assertEquals("chat", sale.what().operation());
  }

  private static String text(Response answer) {
    return answer.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .map(content -> content.asOutputText().text())
        .collect(Collectors.joining());
  }
}
