package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;

/** What a service makes of a request: an answer at once, work that takes time, or a refusal. */
sealed interface Reply permits Problem, Reply.AtOnce, Reply.Ready, Work {

  /** A document that is ready: lists of models, tokens. */
  record AtOnce(String operation, int status, JsonNode body) implements Reply {}

  /** The same in whatever format. */
  record Ready(String operation, Document body) implements Reply {}
}
