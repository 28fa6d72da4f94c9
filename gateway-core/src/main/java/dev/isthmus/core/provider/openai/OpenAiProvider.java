package dev.isthmus.core.provider.openai;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.OpenAiServer;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** OpenAI itself, known by a key. */
public final class OpenAiProvider implements ProviderKind {
  private static final String USUAL = "https://api.openai.com/v1";

  @Override
  public String type() {
    return "openai";
  }

  @Override
  public String operator() {
    return "openai";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(EnumSet.of(Capability.INFER));
  }

  @Override
  public Set<SignIn> signIns() {
    return EnumSet.of(SignIn.API_KEY);
  }

  @Override
  public URI usualEndpoint(Map<String, String> settings) {
    return URI.create(USUAL);
  }

  @Override
  public Provider at(Site site) {
    return OpenAiServer.at(
        site, site.endpointOr(USUAL), OpenAiServer.key(site), OpenAiPaths.OPERATIONS);
  }
}
