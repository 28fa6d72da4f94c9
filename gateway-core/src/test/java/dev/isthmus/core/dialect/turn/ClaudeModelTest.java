package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClaudeModelTest {

  @ParameterizedTest
  @CsvSource({
    "claude-sonnet-4-5, 405, 64000, BUDGET, true, true",
    "claude-sonnet-4-5-20250929, 405, 64000, BUDGET, true, true",
    "claude-haiku-4-5@20251001, 405, 64000, BUDGET, true, true",
    "claude-opus-4-20250514, 400, 32000, BUDGET, true, false",
    "claude-opus-4-1@20250805, 401, 32000, BUDGET, true, false",
    "claude-opus-4-5, 405, 64000, BUDGET, true, true",
    "us.anthropic.claude-opus-4-5-20251101-v1:0, 405, 64000, BUDGET, true, true",
    "claude-opus-4-6, 406, 128000, ADAPTIVE, true, true",
    "claude-sonnet-4-6, 406, 64000, ADAPTIVE, true, true",
    "claude-opus-4-7, 407, 128000, ADAPTIVE, false, true",
    "claude-opus-4-8, 408, 128000, ADAPTIVE, false, true",
    "Claude-Sonnet-5, 500, 128000, ADAPTIVE, false, true",
    "claude-fable-5, 500, 128000, ADAPTIVE, false, true",
    "claude-opus-10-2, 1002, 128000, ADAPTIVE, false, true",
    "claude-3-7-sonnet-20250219, 307, 64000, BUDGET, true, false",
    "claude-3.5-haiku, 305, 8192, ABSENT, true, false",
    "claude-3-opus-20240229, 300, 4096, ABSENT, true, false",
    "anthropic.claude-v2:1, 200, 4096, ABSENT, true, false",
    "anthropic.claude-instant-v1, 100, 4096, ABSENT, true, false",
    "claude-2.1, 201, 4096, ABSENT, true, false",
    "my-deployment, 405, 64000, BUDGET, true, true"
  })
  void aNameTellsTheGeneration(
      String name, int version, long most, String thinking, boolean sampling, boolean schemas) {
    ClaudeModel model = ClaudeModel.of(name);
    assertEquals(version, model.version());
    assertEquals(most, model.mostTokens());
    assertEquals(thinking, model.thinking().name());
    assertEquals(sampling, model.takesSampling());
    assertEquals(schemas, model.followsSchemas());
  }
}
