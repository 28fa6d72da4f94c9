package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an answer of OpenAI's shape says, plain or streamed, as a client adds it up: a second and
 * simpler reading than the product's.
 */
record ChatMeaning(Map<Integer, Choice> choices, long input, long output) {

  /** One choice, added up. */
  record Choice(String text, String reasoning, String calls, String finish) {}

  Choice first() {
    return Objects.requireNonNull(choices.get(0), "choices[0]");
  }

  static ChatMeaning ofDocument(String document) {
    Adding adding = new Adding();
    adding.completion(GeminiTranslation.tree(document), "message");
    return adding.meaning();
  }

  static ChatMeaning ofStream(String stream) {
    Adding adding = new Adding();
    for (String line : stream.split("\n", -1)) {
      String data = line.startsWith("data:") ? line.substring(5).strip() : "";
      if (data.startsWith("{")) {
        adding.completion(GeminiTranslation.tree(data), "delta");
      }
    }
    return adding.meaning();
  }

  private static final class Adding {
    private final Map<Integer, StringBuilder[]> said = new TreeMap<>();
    private final Map<Integer, TreeMap<Integer, StringBuilder>> calls = new TreeMap<>();
    private long input;
    private long output;

    void completion(JsonNode tree, String key) {
      for (JsonNode choice : tree.path("choices")) {
        add(choice, choice.path(key));
      }
      if (tree.path("usage").isObject()) {
        input = tree.at("/usage/prompt_tokens").asLong();
        output = tree.at("/usage/completion_tokens").asLong();
      }
    }

    private void add(JsonNode choice, JsonNode message) {
      int index = choice.path("index").asInt();
      StringBuilder[] to =
          said.computeIfAbsent(
              index,
              i ->
                  new StringBuilder[] {
                    new StringBuilder(), new StringBuilder(), new StringBuilder()
                  });
      to[0].append(message.path("content").asText("")).append(message.path("refusal").asText(""));
      to[1].append(message.path("reasoning_content").asText(""));
      if (choice.path("finish_reason").isTextual()) {
        to[2].setLength(0);
        to[2].append(finish(choice.path("finish_reason").asText()));
      }
      int place = 0;
      for (JsonNode call : message.path("tool_calls")) {
        int at = call.path("index").asInt(place++);
        JsonNode arguments = call.at("/function/arguments");
        calls
            .computeIfAbsent(index, i -> new TreeMap<>())
            .computeIfAbsent(at, i -> new StringBuilder())
            .append(call.at("/function/name").asText())
            .append(arguments.isObject() ? arguments.toString() : arguments.asText());
      }
    }

    private static String finish(String reason) {
      return switch (reason) {
        case "eos_token", "stop_sequence" -> "stop";
        default -> reason;
      };
    }

    ChatMeaning meaning() {
      Map<Integer, Choice> choices = new TreeMap<>();
      said.forEach(
          (index, texts) -> {
            Map<Integer, StringBuilder> called = calls.getOrDefault(index, new TreeMap<>());
            boolean ended = texts[2].toString().equals("stop") && !called.isEmpty();
            choices.put(
                index,
                new Choice(
                    texts[0].toString(),
                    texts[1].toString(),
                    called.toString().replaceAll("\\s", ""),
                    ended ? "tool_calls" : texts[2].toString()));
          });
      return new ChatMeaning(choices, input, output);
    }
  }
}
