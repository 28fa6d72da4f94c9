package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.Gatekeeper;
import dev.isthmus.core.govern.Identified;
import dev.isthmus.core.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers which models a caller may use. Threads: one event loop. */
final class ModelList {
  private final InForce inForce;

  ModelList(InForce inForce) {
    this.inForce = inForce;
  }

  void answer(
      Dialect dialect,
      HeaderView headers,
      @Nullable String model,
      String requestId,
      Downstream downstream) {
    Answer answer = new Answer(downstream, dialect, requestId);
    Identified identified = inForce.gatekeeper().identify(headers);
    if (identified instanceof Identified.Refused refused) {
      refuse(answer, refused.failure());
    } else if (identified instanceof Caller caller) {
      answer(dialect, visible(dialect, caller), model, answer);
    }
  }

  private static void answer(
      Dialect dialect, List<String> visible, @Nullable String model, Answer answer) {
    if (model == null) {
      answer.whole(dialect.modelList(visible));
    } else if (visible.contains(model)) {
      answer.whole(dialect.model(model));
    } else {
      refuse(answer, Gatekeeper.NO_SUCH_MODEL);
    }
  }

  private List<String> visible(Dialect dialect, Caller caller) {
    return inForce.routes().routes().stream()
        .filter(route -> serves(route, dialect))
        .map(Route::name)
        .filter(caller::maySee)
        .toList();
  }

  private static boolean serves(Route route, Dialect dialect) {
    Operation wanted = dialect.modelsAreFor();
    return wanted == null
        || route.candidates().stream().anyMatch(one -> one.serves(wanted, dialect.name()));
  }

  private static void refuse(Answer answer, Failure failure) {
    answer.refuse(failure, sink -> {});
  }
}
