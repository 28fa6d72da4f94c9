package dev.isthmus.server.http;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;

/**
 * The protocols that callers speak here.
 *
 * @param openai chat, completions, embeddings, the list of models, and the edge's own refusals
 * @param responses OpenAI's Responses API
 */
public record EdgeDialects(Dialect openai, Dialect responses) {

  Dialect of(Operation operation) {
    return operation == Operation.RESPONSE ? responses : openai;
  }
}
