package dev.isthmus.core.provider;

import dev.isthmus.core.call.Operation;

/** Where a deployment answers. Threads: any; immutable. */
public interface Endpoint {

  Address address();

  /** How it is spoken to. */
  default Wire wire() {
    return Wire.HTTP;
  }

  /** Path and query for {@code operation}; asked once per attempt, so it should be prepared. */
  String path(Operation operation, boolean stream);

  /** The operations that this endpoint has a path for. */
  boolean serves(Operation operation);
}
