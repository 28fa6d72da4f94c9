package dev.isthmus.core.dialect.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatModelTest {

  @ParameterizedTest
  @CsvSource({
    "o1, REASONING",
    "o3-mini, REASONING",
    "o4-mini-2025-04-16, REASONING",
    "gpt-5, REASONING",
    "gpt-5-mini, REASONING",
    "gpt-5.1-chat-latest, REASONING",
    "GPT-5.6, REASONING",
    "eu-gpt-5-nano, REASONING",
    "ft:gpt-5-mini:org::x, REASONING",
    "openai/gpt-6, REASONING",
    "gpt-4o, CHAT",
    "gpt-4o-mini-2024-07-18, CHAT",
    "gpt-4.1-nano, CHAT",
    "gpt-4.5-preview, CHAT",
    "chatgpt-4o-latest, CHAT",
    "gpt-5-chat-latest, CHAT",
    "ft:gpt-4.1-2025-04-14:org::x, CHAT",
    "gpt-4, EARLY",
    "gpt-4-turbo, EARLY",
    "gpt-3.5-turbo, EARLY",
    "gpt-35-turbo, EARLY",
    "google/gemini-2.5-flash, GEMINI",
    "gemini-2.0-flash, GEMINI",
    "openai/gpt-oss-120b-maas, OTHER",
    "meta-llama/Llama-3.3-70B-Instruct:novita, OTHER",
    "o, OTHER",
    "olmo-2, OTHER",
    "AIDC-AI/Marco-o1, OTHER",
    "prod, OTHER",
    "'', OTHER",
    "EleutherAI/gpt-j-6b, OTHER",
  })
  void familiesAreToldByName(String model, ChatModel.Family family) {
    assertEquals(family, ChatModel.of(model).family());
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, max_completion_tokens", "o3, max_completion_tokens", "gpt-5, max_completion_tokens",
    "gpt-4, max_tokens", "llama, max_tokens", "google/gemini-2.5-pro, max_tokens"
  })
  void theBoundOnTokensHasTwoNames(String model, String key) {
    assertEquals(key, ChatModel.of(model).maxTokensKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "gpt-5-chat-latest", "llama", "gemini-2.0-flash"})
  void modelsThatCannotBeToldToThink(String model) {
    assertNull(ChatModel.of(model).efforts());
  }
}
