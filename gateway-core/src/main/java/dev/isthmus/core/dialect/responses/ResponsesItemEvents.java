package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.responses.ResponsesOutputItem.Kind;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import java.io.IOException;
import java.util.List;

/** Writes what becomes of the items as events; whatever is added is also done. */
final class ResponsesItemEvents implements ResponsesOutput.Watcher {
  private final ResponsesEvents events;

  ResponsesItemEvents(ResponsesEvents events) {
    this.events = events;
  }

  @Override
  public void begun(ResponsesOutputItem item) throws IOException {
    item("response.output_item.added", item);
  }

  @Override
  public void grown(ResponsesOutputItem item, String piece) throws IOException {
    boolean first = item.length() == piece.length();
    if (first && item.kind() != Kind.CALL) {
      part(added(item), item, "", List.of());
    }
    delta(item, piece, List.of());
  }

  @Override
  public void scored(ResponsesOutputItem item, List<ScoredToken> tokens) throws IOException {
    delta(item, "", tokens);
  }

  @Override
  public void ended(ResponsesOutputItem item) throws IOException {
    if (item.kind() == Kind.CALL) {
      at(
          "response.function_call_arguments.done",
          item,
          json -> {
            json.writeStringField("name", item.function());
            json.writeStringField("arguments", item.text());
          });
    } else if (!item.isEmpty()) {
      textDone(item);
      part(done(item), item, item.text(), item.tokens());
    }
    item("response.output_item.done", item);
  }

  private void item(String type, ResponsesOutputItem item) throws IOException {
    events.event(
        type,
        json -> {
          json.writeNumberField("output_index", item.index());
          json.writeFieldName("item");
          item.write(json);
        });
  }

  private void delta(ResponsesOutputItem item, String piece, List<ScoredToken> tokens)
      throws IOException {
    at(
        switch (item.kind()) {
          case MESSAGE -> "response.output_text.delta";
          case REASONING -> "response.reasoning_summary_text.delta";
          case CALL -> "response.function_call_arguments.delta";
        },
        item,
        json -> {
          json.writeStringField("delta", piece);
          scores(json, item, tokens);
        });
  }

  private void textDone(ResponsesOutputItem item) throws IOException {
    at(
        item.kind() == Kind.MESSAGE
            ? "response.output_text.done"
            : "response.reasoning_summary_text.done",
        item,
        json -> {
          json.writeStringField("text", item.text());
          scores(json, item, item.tokens());
        });
  }

  private void part(String type, ResponsesOutputItem item, String text, List<ScoredToken> tokens)
      throws IOException {
    at(
        type,
        item,
        json -> {
          json.writeFieldName("part");
          item.writePart(json, text, tokens);
        });
  }

  /** An event inside an item, which has one part at most. */
  private void at(String type, ResponsesOutputItem item, ResponsesEvents.Piece members)
      throws IOException {
    events.event(
        type,
        json -> {
          json.writeStringField("item_id", item.id());
          json.writeNumberField("output_index", item.index());
          switch (item.kind()) {
            case MESSAGE -> json.writeNumberField("content_index", 0);
            case REASONING -> json.writeNumberField("summary_index", 0);
            case CALL -> {}
          }
          members.write(json);
        });
  }

  private static void scores(JsonGenerator json, ResponsesOutputItem item, List<ScoredToken> tokens)
      throws IOException {
    if (item.kind() == Kind.MESSAGE) {
      ResponsesJson.logprobs(json, tokens);
    }
  }

  private static String added(ResponsesOutputItem item) {
    return item.kind() == Kind.MESSAGE
        ? "response.content_part.added"
        : "response.reasoning_summary_part.added";
  }

  private static String done(ResponsesOutputItem item) {
    return item.kind() == Kind.MESSAGE
        ? "response.content_part.done"
        : "response.reasoning_summary_part.done";
  }
}
