package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.CountSide;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Target;
import java.io.IOException;
import java.util.Set;

/**
 * Anthropic's {@code count_tokens} towards providers. On Vertex AI its path names no model, so that
 * the body does.
 */
public final class ClaudeCountSide implements CountSide {
  private static final Set<String> KEPT =
      Set.of(
          "anthropic_version",
          "model",
          "messages",
          "system",
          "tools",
          "tool_choice",
          "thinking",
          "output_config");

  private final ClaudeSide.Form form;

  public ClaudeCountSide(ClaudeSide.Form form) {
    this.form = form;
  }

  @Override
  public ProviderSide conversation() {
    return new ClaudeSide(form);
  }

  @Override
  public void write(byte[] request, Target target, JsonGenerator json) throws IOException {
    if (form == ClaudeSide.Form.VERTEX) {
      json.writeStringField("model", target.model());
    }
    CountSide.copy(request, KEPT, json);
  }

  @Override
  public String number() {
    return "input_tokens";
  }
}
