package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.CountSide;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Target;
import java.io.IOException;
import java.util.Set;

/** Google's {@code countTokens} towards providers, as Vertex AI takes it. */
public final class GeminiCountSide implements CountSide {
  private static final Set<String> KEPT =
      Set.of("contents", "systemInstruction", "tools", "generationConfig");

  @Override
  public ProviderSide conversation() {
    return new GeminiSide();
  }

  @Override
  public void write(byte[] request, Target target, JsonGenerator json) throws IOException {
    CountSide.copy(request, KEPT, json);
  }

  @Override
  public String number() {
    return "totalTokens";
  }
}
