package dev.isthmus.load.acceptance;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the chunks of a streamed chat together. */
final class SdkStreams {
  private SdkStreams() {}

  /** Asks by {@code client} and reads the stream to its end. */
  static ChatCompletionAccumulator read(OpenAIClient client, ChatCompletionCreateParams question) {
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(question)) {
      return whole(chunks);
    }
  }

  static ChatCompletionAccumulator whole(StreamResponse<ChatCompletionChunk> chunks) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    chunks.stream().flatMap(SdkStreams::usageApart).forEach(whole::accumulate);
    return whole;
  }

  /**
   * The client's accumulator wants the usage in a chunk of its own; Vertex AI, asked for it, puts
   * it into the one that finishes the answer.
   */
  private static Stream<ChatCompletionChunk> usageApart(ChatCompletionChunk chunk) {
    if (chunk.usage().isEmpty() || chunk.choices().isEmpty()) {
      return Stream.of(chunk);
    }
    return Stream.of(
        chunk.toBuilder().usage(Optional.<CompletionUsage>empty()).build(),
        chunk.toBuilder().choices(List.of()).build());
  }
}
