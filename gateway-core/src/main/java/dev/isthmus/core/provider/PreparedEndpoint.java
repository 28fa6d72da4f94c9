package dev.isthmus.core.provider;

import dev.isthmus.core.call.Operation;
import java.util.EnumMap;
import java.util.Map;

/** An endpoint whose paths were all written when it was made. Threads: any; immutable. */
public final class PreparedEndpoint implements Endpoint {
  private final Address address;
  private final Map<Operation, String> plain;
  private final Map<Operation, String> streamed;

  /** A bit for each operation that has a path: asked of every candidate of every call. */
  private final int served;

  /** The same paths for plain answers and for streams. */
  public PreparedEndpoint(Address address, Map<Operation, String> paths) {
    this(address, paths, paths);
  }

  public PreparedEndpoint(
      Address address, Map<Operation, String> plain, Map<Operation, String> streamed) {
    this.address = address;
    this.plain = new EnumMap<>(plain);
    this.streamed = new EnumMap<>(streamed);
    this.served = this.plain.keySet().stream().mapToInt(PreparedEndpoint::bit).sum();
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public String path(Operation operation, boolean stream) {
    String path = (stream ? streamed : plain).get(operation);
    if (path == null) {
      throw new IllegalArgumentException("operation: " + operation + " (expected: one it serves)");
    }
    return path;
  }

  @Override
  public boolean serves(Operation operation) {
    return (served & bit(operation)) != 0;
  }

  private static int bit(Operation operation) {
    return 1 << operation.ordinal();
  }
}
