package dev.isthmus.core.provider;

/** How a deployment is spoken to below its dialect. */
public enum Wire {
  HTTP,
  /** Unary calls: the path names the method, and bodies are single messages. */
  GRPC
}
