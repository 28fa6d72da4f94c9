package dev.isthmus.server.config;

import static dev.isthmus.core.call.Capability.CHAT;
import static dev.isthmus.core.call.Capability.IMAGES;
import static dev.isthmus.core.call.Capability.JSON_SCHEMA;
import static dev.isthmus.core.call.Capability.RESPONSE;
import static dev.isthmus.core.call.Capability.TOOLS;

import dev.isthmus.core.call.Capability;
import java.util.EnumSet;
import java.util.Set;

/** What a provider speaks, and how one signs in to it. */
public enum ProviderType {
  /** Azure OpenAI. */
  AZURE,
  /** Vertex AI's OpenAI-compatible endpoint. */
  VERTEX,
  /** Gemini on Vertex AI by its native protocol. */
  GEMINI,
  /** OpenAI itself. */
  OPENAI,
  /** Any server that speaks OpenAI's protocol. */
  COMPATIBLE;

  /** What a deployment can where its configuration does not say. */
  public Set<Capability> capabilities() {
    return switch (this) {
      case AZURE, OPENAI -> EnumSet.allOf(Capability.class);
      case VERTEX, GEMINI -> EnumSet.of(CHAT, TOOLS, IMAGES, JSON_SCHEMA);
      case COMPATIBLE -> EnumSet.complementOf(EnumSet.of(RESPONSE));
    };
  }

  /** Whether it is addressed by project and location. */
  public boolean google() {
    return this == VERTEX || this == GEMINI;
  }
}
