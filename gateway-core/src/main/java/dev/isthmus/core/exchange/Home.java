package dev.isthmus.core.exchange;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.ResponseTag;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.RouteTable;
import org.jspecify.annotations.Nullable;

/**
 * Where the stored response is kept that a call goes on from or asks for. An id of another caller,
 * of a deployment that is gone, and one that never was an id are all answered alike.
 *
 * @param facts of the call, whose model is known now
 * @param caller who calls, by name
 * @param deployment null where the call needs no stored response
 * @param wrong why there is no such response, or null
 */
record Home(
    CallFacts facts, String caller, @Nullable Deployment deployment, @Nullable Failure wrong) {
  private static final String PREVIOUS = "previous_response_id";

  /** The home of what a call with {@code facts} of {@code caller} needs. */
  static Home of(CallFacts facts, Caller caller, RouteTable routes) {
    String id = facts.stored().responseId();
    if (id == null) {
      return new Home(facts, caller.name(), null, null);
    }
    String tag = ResponseTag.deploymentIn(id, caller.name());
    Deployment found = tag == null ? null : routes.tagged(tag);
    boolean asks = facts.operation() == Operation.STORED;
    if (found == null) {
      return new Home(facts, caller.name(), null, asks ? NO_SUCH_RESPONSE : NO_SUCH_PREVIOUS);
    }
    return new Home(asks ? facts.withModel(found.model()) : facts, caller.name(), found, null);
  }

  /** What is wrong with the route that the call takes, or null. */
  @Nullable Failure wrongOn(Route route) {
    return deployment == null || route.candidates().contains(deployment) ? null : OTHER_MODEL;
  }

  /** The deployment's name, or null. */
  @Nullable String name() {
    return deployment == null ? null : deployment.name();
  }

  /** What a provider's refusal means where it may be the stored response that is missing. */
  static Failure meaning(Failure failure, CallFacts facts) {
    if (facts.stored().responseId() == null) {
      return failure;
    }
    if (facts.operation() == Operation.STORED) {
      boolean missing =
          failure.kind() == FailureKind.DEPLOYMENT_NOT_FOUND
              || failure.kind() == FailureKind.NO_SUCH_RESPONSE;
      return missing ? NO_SUCH_RESPONSE : failure;
    }
    return failure.kind() == FailureKind.NO_SUCH_RESPONSE ? GONE : failure;
  }

  private static final Failure NO_SUCH_RESPONSE =
      Failure.ofClient(FailureKind.NOT_FOUND, "no response of this id is stored", "response_id");
  private static final Failure NO_SUCH_PREVIOUS =
      Failure.ofClient(
          FailureKind.NO_SUCH_RESPONSE,
          PREVIOUS
              + ": not the id of a stored response of yours (expected: the id of an answer whose"
              + " `store` is true, or none and the whole input)",
          PREVIOUS);
  private static final Failure OTHER_MODEL =
      Failure.ofClient(
          FailureKind.NO_SUCH_RESPONSE,
          PREVIOUS
              + ": kept by a deployment that does not serve this model (expected: the model that"
              + " answered)",
          PREVIOUS);
  private static final Failure GONE =
      Failure.ofClient(
          FailureKind.NO_SUCH_RESPONSE,
          PREVIOUS
              + ": no longer stored (expected: a response that was neither deleted nor kept too"
              + " long)",
          PREVIOUS);
}
