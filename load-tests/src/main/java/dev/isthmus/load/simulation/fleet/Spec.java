package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.signal.Metering;

/**
 * A deployment as it is when nothing befalls it.
 *
 * @param priority lower numbers first, where somebody goes by that
 */
public record Spec(Place place, Tempo tempo, Terms terms, Tariff tariff, int priority) {

  /** Where it is, and what it is called. */
  public record Place(String name, String provider, String region) {}

  public String name() {
    return place.name();
  }

  public String provider() {
    return place.provider();
  }

  public String region() {
    return place.region();
  }

  /** The same in another round of a larger fleet: of another name, in another region. */
  public Spec again(int round) {
    String suffix = "-" + (round + 1);
    Place other = new Place(name() + suffix, provider(), region() + suffix);
    return round == 0 ? this : new Spec(other, tempo, terms, tariff, priority);
  }

  public boolean provisioned() {
    return terms.kind() == Terms.Kind.PROVISIONED;
  }

  /** What it charges when the list price is multiplied by {@code factor}. */
  public Prices prices(double factor) {
    return tariff.prices(factor);
  }

  /** How the gateway's configuration says that it counts. */
  public Metering metering() {
    return provisioned() ? Metering.CONTINUOUS : Metering.PER_MINUTE;
  }

  /** Places that a gateway is told of, −1 for none. */
  public int places() {
    return tempo.places() ? tempo.concurrency() : -1;
  }
}
