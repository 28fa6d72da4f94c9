package dev.isthmus.server.boot;

import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.azure.AzureProvider;
import dev.isthmus.core.provider.openai.CompatibleProvider;
import dev.isthmus.core.provider.openai.OpenAiProvider;
import dev.isthmus.core.provider.vertex.GeminiProvider;
import dev.isthmus.core.provider.vertex.VertexProvider;
import java.util.List;

/** The kinds of providers there are. A new one is one line here. */
final class Providers {
  private static final List<ProviderKind> ALL =
      List.of(
          new AzureProvider(),
          new VertexProvider(),
          new GeminiProvider(),
          new OpenAiProvider(),
          new CompatibleProvider());

  private Providers() {}

  static ProviderKind named(String type) {
    return ALL.stream()
        .filter(kind -> kind.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("type: '" + type + "' is unknown"));
  }
}
