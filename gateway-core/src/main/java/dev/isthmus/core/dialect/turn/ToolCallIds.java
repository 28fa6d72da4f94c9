package dev.isthmus.core.dialect.turn;

import java.util.random.RandomGenerator;

/** Names tool calls where the provider does not. */
@FunctionalInterface
public interface ToolCallIds {

  String next();

  /** Ids in OpenAI's manner, of 24 letters and digits. */
  static ToolCallIds random(RandomGenerator random) {
    return () -> {
      StringBuilder id = new StringBuilder("call_");
      for (int i = 0; i < 24; i++) {
        int digit = random.nextInt(62);
        id.append(
            (char) (digit < 10 ? '0' + digit : digit < 36 ? 'A' + digit - 10 : 'a' + digit - 36));
      }
      return id.toString();
    };
  }
}
