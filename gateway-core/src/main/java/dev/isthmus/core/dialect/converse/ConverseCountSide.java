package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.CountSide;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Target;
import java.io.IOException;
import java.util.Set;

/**
 * Bedrock's {@code CountTokens} for a Converse request. It knows models by their own names alone,
 * and not by those of inference profiles.
 */
public final class ConverseCountSide implements CountSide {
  private static final Set<String> KEPT =
      Set.of("messages", "system", "toolConfig", "additionalModelRequestFields");
  private static final String PROFILE = "([a-z]{2,6}|us-gov)\\.(?=[a-z0-9]+\\.)";

  /** The model behind {@code name}, which may be that of an inference profile of a geography. */
  public static String modelOf(String name) {
    return name.replaceFirst("^" + PROFILE, "");
  }

  /** Whether {@code model} is one that is counted for: Claude, and not by a profile's address. */
  public static boolean counts(String model) {
    return modelOf(model).startsWith("anthropic.");
  }

  @Override
  public ProviderSide conversation() {
    return new ConverseSide();
  }

  @Override
  public void write(byte[] request, Target target, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("input");
    json.writeObjectFieldStart("converse");
    CountSide.copy(request, KEPT, json);
    json.writeEndObject();
    json.writeEndObject();
  }

  @Override
  public String number() {
    return "inputTokens";
  }
}
