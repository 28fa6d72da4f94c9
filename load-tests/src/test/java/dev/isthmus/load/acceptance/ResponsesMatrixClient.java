package dev.isthmus.load.acceptance;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;

/** OpenAI's own client for Java, by the Responses API. */
final class ResponsesMatrixClient implements MatrixClient {
  private final OpenAIClient client;

  ResponsesMatrixClient(OpenAIClient client) {
    this.client = client;
  }

  private static ResponseCreateParams question(String model, Wish wish) {
    ResponseCreateParams.Builder ask = ResponseCreateParams.builder().model(model);
    if (wish.image()) {
      ask.inputOfResponse(List.of(withDot(wish.text())));
    } else {
      ask.input(wish.text());
    }
    if (wish.tool()) {
      ask.addTool(OpenAiWords.CurrentWeather.class);
    }
    return wish.schema() ? ask.text(OpenAiWords.Town.class).build().rawParams() : ask.build();
  }

  private static ResponseInputItem withDot(String text) {
    return ResponseInputItem.ofMessage(
        ResponseInputItem.Message.builder()
            .role(ResponseInputItem.Message.Role.USER)
            .addInputTextContent(text)
            .addContent(
                ResponseInputImage.builder()
                    .detail(ResponseInputImage.Detail.AUTO)
                    .imageUrl(Wish.DOT_URL)
                    .build())
            .build());
  }

  @Override
  public Heard ask(String model, Wish wish) {
    ResponseCreateParams question = question(model, wish);
    return heard(wish.stream() ? stream(question) : client.responses().create(question).validate());
  }

  private Response stream(ResponseCreateParams question) {
    ResponseAccumulator whole = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> events =
        client.responses().createStreaming(question)) {
      events.stream().forEach(whole::accumulate);
    }
    return whole.response();
  }

  private static Heard heard(Response answer) {
    Heard.Pieces pieces = new Heard.Pieces();
    for (ResponseOutputItem item : answer.output()) {
      item.functionCall().ifPresent(call -> pieces.city(Wish.city(call.arguments())));
      item.message().stream()
          .flatMap(message -> message.content().stream())
          .flatMap(content -> content.outputText().stream())
          .forEach(text -> pieces.text(text.text()));
    }
    answer.usage().ifPresent(used -> pieces.usage(used.inputTokens(), used.outputTokens()));
    return pieces.end(end(answer)).whole();
  }

  private static Heard.End end(Response answer) {
    ResponseStatus status = answer.status().orElseThrow();
    if (status.equals(ResponseStatus.INCOMPLETE)) {
      boolean filtered =
          answer
              .incompleteDetails()
              .flatMap(Response.IncompleteDetails::reason)
              .filter(Response.IncompleteDetails.Reason.CONTENT_FILTER::equals)
              .isPresent();
      return filtered ? Heard.End.FILTERED : Heard.End.OTHER;
    }
    if (!status.equals(ResponseStatus.COMPLETED)) {
      return Heard.End.OTHER;
    }
    boolean calls = answer.output().stream().anyMatch(ResponseOutputItem::isFunctionCall);
    return calls ? Heard.End.TOOLS : Heard.End.STOP;
  }

  @Override
  public void hangUp(String model, Wish wish) {
    try (StreamResponse<ResponseStreamEvent> events =
        client.responses().createStreaming(question(model, wish))) {
      events.stream().filter(ResponseStreamEvent::isOutputTextDelta).limit(FEW).forEach(one -> {});
    }
  }

  @Override
  public int status(RuntimeException raised) {
    return raised instanceof OpenAIServiceException said ? said.statusCode() : -1;
  }

  @Override
  public void close() {
    client.close();
  }
}
