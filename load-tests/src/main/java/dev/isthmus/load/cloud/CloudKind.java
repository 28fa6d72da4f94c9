package dev.isthmus.load.cloud;

/**
 * Which cloud is imitated. AZURE: Azure OpenAI, both URL forms, and Claude in Foundry. VERTEX:
 * Vertex AI, its OpenAI-compatible endpoint, native generateContent and Claude. COMPATIBLE: a
 * self-hosted server of OpenAI's protocol. ANTHROPIC: Anthropic itself. SIGN_IN: the token
 * endpoints of Google, its metadata server and Entra. BEDROCK: the Bedrock runtime of AWS.
 * SAGEMAKER: its SageMaker runtime, around containers that speak OpenAI's protocol. AWS_SIGN_IN:
 * its security token service and instance metadata.
 */
public enum CloudKind {
  AZURE,
  VERTEX,
  COMPATIBLE,
  ANTHROPIC,
  SIGN_IN,
  BEDROCK,
  SAGEMAKER,
  AWS_SIGN_IN
}
