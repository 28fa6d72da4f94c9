package dev.isthmus.load.cloud;

/**
 * Which cloud is imitated. AZURE: Azure OpenAI, both URL forms. VERTEX: Vertex AI, its
 * OpenAI-compatible endpoint and native generateContent. COMPATIBLE: a self-hosted server of
 * OpenAI's protocol. SIGN_IN: the token endpoints of Google, its metadata server and Entra.
 */
public enum CloudKind {
  AZURE,
  VERTEX,
  COMPATIBLE,
  SIGN_IN
}
