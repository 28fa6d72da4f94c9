package dev.isthmus.load.acceptance;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.dialect.turn.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One client, one backend, one thing to try. */
record MatrixCell(SdkClient client, SdkBackend backend, Scenario scenario) {

  static List<MatrixCell> all() {
    List<MatrixCell> all = new ArrayList<>();
    for (SdkClient client : SdkClient.values()) {
      for (SdkBackend backend : SdkBackend.values()) {
        for (Scenario scenario : Scenario.values()) {
          all.add(new MatrixCell(client, backend, scenario));
        }
      }
    }
    return all;
  }

  /** What this cell's own model is called, so that no cell feels what another broke. */
  String model() {
    return "%s-of-%s-at-%s"
        .formatted(scenario.name(), client.name(), backend.provider())
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }

  /** Why it cannot be; empty where it can. */
  String impediment() {
    String own = client.impediment(scenario);
    return own.isEmpty() ? declared() : own;
  }

  /** Why not, in the gateway's own declarations. */
  private String declared() {
    for (Capability capability : scenario.capabilities()) {
      if (!Declared.capabilities(backend).contains(capability)) {
        return "providers of type %s declare no %s".formatted(backend.type(), capability);
      }
    }
    for (Feature feature : scenario.features()) {
      if (!Declared.carries(backend, feature)) {
        return "%s: %s by the dialect %s for this model"
            .formatted(feature, Declared.carriage(backend, feature), Declared.dialect(backend));
      }
    }
    return "";
  }

  @Override
  public String toString() {
    return client.title() + " | " + backend.provider() + " | " + scenario.title();
  }
}
