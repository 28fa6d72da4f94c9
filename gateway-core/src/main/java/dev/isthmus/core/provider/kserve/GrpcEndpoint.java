package dev.isthmus.core.provider.kserve;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Endpoint;
import dev.isthmus.core.provider.Wire;

/** Where a gRPC server answers inferences. Threads: any; immutable. */
record GrpcEndpoint(Address address) implements Endpoint {
  private static final String MODEL_INFER = "/inference.GRPCInferenceService/ModelInfer";

  @Override
  public Wire wire() {
    return Wire.GRPC;
  }

  @Override
  public String path(Operation operation, boolean stream) {
    if (!serves(operation)) {
      throw new IllegalArgumentException("operation: " + operation + " (expected: INFER)");
    }
    return MODEL_INFER;
  }

  @Override
  public boolean serves(Operation operation) {
    return operation == Operation.INFER;
  }
}
