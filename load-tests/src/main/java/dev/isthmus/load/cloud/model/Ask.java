package dev.isthmus.load.cloud.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the simulated model, whatever dialect it came in.
 *
 * @param prompt all text of the request in order; it is counted, priced and cached
 * @param lastUser the last user message; tools and directives are looked for here
 * @param answersTool whether the last turn carries a tool's result
 * @param images images in the prompt
 * @param schema the JSON schema the answer must fit, if any
 * @param maxTokens the most tokens of output, reasoning included; −1 where not limited
 * @param effort how much of its usual reasoning the model does; 0 is none
 */
public record Ask(
    String prompt,
    String lastUser,
    boolean answersTool,
    int images,
    ToolMenu menu,
    @Nullable JsonNode schema,
    long maxTokens,
    double effort) {

  /** A bare text prompt. */
  public static Ask ofText(String prompt, long maxTokens) {
    return new Ask(prompt, prompt, false, 0, ToolMenu.NONE, null, maxTokens, 1);
  }

  /** Tokens of this prompt when each image counts {@code tokensPerImage}. */
  public long inputTokens(int tokensPerImage) {
    return Tokens.ofText(prompt) + (long) images * tokensPerImage;
  }
}
