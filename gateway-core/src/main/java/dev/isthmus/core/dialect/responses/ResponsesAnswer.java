package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.responses.ResponsesOutputItem.Status;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The response object, as it stands at any moment of the answer. */
final class ResponsesAnswer {
  private final AnswerContext context;
  private final ResponsesOutput output;
  private @Nullable Usage usage;
  private StopReason reason = StopReason.END;
  private Status status = Status.IN_PROGRESS;

  ResponsesAnswer(AnswerContext context, ResponsesOutput.Watcher watcher) {
    this.context = context;
    this.output = new ResponsesOutput(context, watcher);
  }

  void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
    } else if (event instanceof TurnEvent.Stop stop) {
      reason = stop.reason();
    } else {
      output.on(event);
    }
  }

  void finish() throws IOException {
    status =
        switch (reason) {
          case END, TOOL_CALLS -> Status.COMPLETED;
          case LENGTH, FILTER -> Status.INCOMPLETE;
        };
    output.finish(status);
  }

  Status status() {
    return status;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", "resp_" + context.callId());
    json.writeStringField("object", "response");
    json.writeNumberField("created_at", context.createdEpochSeconds());
    json.writeStringField("status", status.key());
    json.writeBooleanField("background", false);
    json.writeNullField("error");
    writeIncompleteDetails(json);
    json.writeStringField("model", context.modelName());
    writeOutput(json);
    writeAsked(json);
    if (usage == null || status == Status.IN_PROGRESS) {
      json.writeNullField("usage");
    } else {
      ResponsesJson.usage(json, usage);
    }
    json.writeEndObject();
  }

  private void writeIncompleteDetails(JsonGenerator json) throws IOException {
    if (status != Status.INCOMPLETE) {
      json.writeNullField("incomplete_details");
      return;
    }
    json.writeObjectFieldStart("incomplete_details");
    json.writeStringField(
        "reason", reason == StopReason.LENGTH ? "max_output_tokens" : "content_filter");
    json.writeEndObject();
  }

  /** Before its end an answer is told item by item. */
  private void writeOutput(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("output");
    if (status != Status.IN_PROGRESS) {
      for (ResponsesOutputItem item : output.items()) {
        item.write(json);
      }
    }
    json.writeEndArray();
  }

  /** What clients need to find of the request; it is not kept until its answer comes. */
  private static void writeAsked(JsonGenerator json) throws IOException {
    json.writeNullField("instructions");
    json.writeNullField("max_output_tokens");
    json.writeBooleanField("parallel_tool_calls", true);
    json.writeNullField("previous_response_id");
    json.writeObjectFieldStart("reasoning");
    json.writeNullField("effort");
    json.writeNullField("summary");
    json.writeEndObject();
    json.writeBooleanField("store", false);
    json.writeNullField("temperature");
    json.writeObjectFieldStart("text");
    json.writeObjectFieldStart("format");
    json.writeStringField("type", "text");
    json.writeEndObject();
    json.writeEndObject();
    json.writeStringField("tool_choice", "auto");
    json.writeArrayFieldStart("tools");
    json.writeEndArray();
    json.writeNullField("top_p");
    json.writeStringField("truncation", "disabled");
    json.writeNullField("user");
    json.writeObjectFieldStart("metadata");
    json.writeEndObject();
  }
}
