package dev.isthmus.load.simulation.policy;

import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Rules that remember nothing but what is pending. Threads: one. */
final class Pickers {
  private static final double PLACE_TOKENS_PER_MINUTE = 15_000;

  private Pickers() {}

  static Picker random() {
    return (open, request, view) -> open.get(view.random().nextInt(open.size()));
  }

  /** One after the other, in the order of the configuration. */
  static final class RoundRobin implements Picker {
    private int last = -1;
    private double at = -1;

    @Override
    public Backend pick(List<Backend> open, Request request, View view) {
      Backend next = open.get(0);
      for (Backend one : open) {
        if (one.index() > last) {
          next = one;
          break;
        }
      }
      // Only a call's first stop moves the hand on.
      if (at != request.number()) {
        at = request.number();
        last = next.index();
      }
      return next;
    }
  }

  /** The fewer pending of two drawn at random; Envoy's default. */
  static Picker leastRequest() {
    return (open, request, view) -> best(two(open, view), one -> view.of(one).pending);
  }

  /** By chance in proportion to the configured limit. */
  static Picker weighted() {
    return (open, request, view) -> draw(open, Pickers::capacity, view);
  }

  private static double capacity(Backend one) {
    long perMinute = one.spec().terms().perMinute();
    return perMinute > 0
        ? (double) perMinute
        : PLACE_TOKENS_PER_MINUTE * Math.max(1, one.spec().places());
  }

  /**
   * By chance in proportion to one over the price squared. Source: OpenRouter's page on provider
   * routing; the price is of one prompt and one answer token.
   */
  static Picker inverseSquarePrice() {
    return (open, request, view) -> draw(open, one -> 1 / Math.pow(price(one), 2), view);
  }

  /** The cheapest by the price of one prompt and one answer token; LiteLLM's lowest cost. */
  static Picker cheapest() {
    return (open, request, view) -> best(open, Pickers::price);
  }

  private static double price(Backend one) {
    return Math.max(1e-7, one.prices().dollars(1, 0, 1));
  }

  /** At random among those of the least priority number; Microsoft's samples. */
  static Picker priority() {
    return (open, request, view) -> {
      int least = open.stream().mapToInt(one -> one.spec().priority()).min().orElse(0);
      List<Backend> first = open.stream().filter(one -> one.spec().priority() == least).toList();
      return first.get(view.random().nextInt(first.size()));
    };
  }

  /** The truly best: it sees what nobody can. */
  static Picker oracle(Truth truth) {
    return (open, request, view) -> best(open, one -> truth.price(one, request));
  }

  /** Two at random, or all where there are no more. */
  static List<Backend> two(List<Backend> open, Picker.View view) {
    if (open.size() <= 2) {
      return open;
    }
    int first = view.random().nextInt(open.size());
    int second = view.random().nextInt(open.size() - 1);
    return List.of(open.get(first), open.get(second >= first ? second + 1 : second));
  }

  static Backend best(List<Backend> open, ToDoubleFunction<Backend> score) {
    Backend best = open.get(0);
    double least = score.applyAsDouble(best);
    for (int i = 1; i < open.size(); i++) {
      double one = score.applyAsDouble(open.get(i));
      if (one < least) {
        least = one;
        best = open.get(i);
      }
    }
    return best;
  }

  private static Backend draw(
      List<Backend> open, ToDoubleFunction<Backend> weight, Picker.View view) {
    double sum = 0;
    for (Backend one : open) {
      sum += weight.applyAsDouble(one);
    }
    double at = view.random().nextDouble() * sum;
    for (Backend one : open) {
      at -= weight.applyAsDouble(one);
      if (at < 0) {
        return one;
      }
    }
    return open.get(open.size() - 1);
  }
}
