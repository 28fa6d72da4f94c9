package dev.isthmus.load.simulation.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Usage;
import dev.isthmus.load.simulation.VirtualTime;
import dev.isthmus.load.simulation.workload.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The model of a deployment against what theory and the providers' own pages say. */
class BackendTest {
  private static final int CALLS = 200_000;

  private final VirtualTime time = new VirtualTime();
  private final RandomGenerator random = new SplittableRandom(1);

  /** Waits for a place in M/M/c, by Erlang's C formula. */
  @Test
  void waitsForAPlaceAsErlangsFormulaSays() {
    int places = 16;
    double service = 1;
    double rate = 12.8;
    Backend backend = own(places, 1000 / service);
    double[] waited = new double[1];

    double at = 0;
    for (int i = 0; i < CALLS; i++) {
      at += random.nextExponential() / rate;
      long tokens = Math.round(1000 * random.nextExponential());
      time.at(at, () -> send(backend, tokens, waited));
    }
    time.runUntil(2 * at);

    double expected = erlangC(places, rate * service) * service / (places - rate * service);
    assertEquals(expected, waited[0] / CALLS, 0.05 * expected);
    assertEquals(0, backend.held());
  }

  /** The first content comes the moment that a place is there, so its time is the wait. */
  private void send(Backend backend, long tokens, double[] waited) {
    double since = time.seconds();
    backend.send(
        request(1, tokens + 1, -1),
        new Silent() {
          @Override
          public void onContent() {
            waited[0] += time.seconds() - since;
          }
        });
  }

  /** The probability that a call finds no place. */
  private static double erlangC(int servers, double offered) {
    double term = 1;
    double sum = 1;
    for (int k = 1; k < servers; k++) {
      term *= offered / k;
      sum += term;
    }
    double last = term * offered / (servers - offered);
    return last / (sum + last);
  }

  @Test
  void aMinutesTokensAreHeldAtAdmissionAndComeBackWithTheNextMinute() {
    Limiter limiter = new MinuteLimiter(new Terms(Terms.Kind.AZURE, 10_000, -1), false, 0);
    var load = new Limiter.Load(1000, 0, 3000);

    assertTrue(limiter.tryAdmit(load, 1));
    assertTrue(limiter.tryAdmit(load, 2));
    assertTrue(!limiter.tryAdmit(load, 3), "a third would hold 12,000");
    assertEquals(2000, limiter.report(3).remainingTokens());
    assertEquals(57_000, limiter.retryAfterMillis(load, 3));
    assertTrue(limiter.tryAdmit(load, 60.1));
  }

  @Test
  void provisionedCapacityDrainsAndIsCorrectedToWhatWasUsed() {
    Limiter limiter = new ProvisionedLimiter(new Terms(Terms.Kind.PROVISIONED, 60_000, -1));
    var load = new Limiter.Load(10_000, 0, 15_000);

    assertTrue(limiter.tryAdmit(load, 0));
    assertEquals(1.25, limiter.report(0).utilisation(), 1e-9);
    assertTrue(!limiter.tryAdmit(load, 0));
    assertEquals(5000, limiter.retryAfterMillis(load, 0));
    limiter.settle(load, 1000, 0);
    assertEquals(0.55, limiter.report(0).utilisation(), 1e-9);
    assertEquals(0, limiter.report(20).utilisation(), 1e-9);
  }

  @Test
  void anAnswerBucketGivesBackWhatWasNotAnswered() {
    Limiter limiter = new BucketLimiter(new Terms(Terms.Kind.ANTHROPIC, 10_000, -1), true);
    var load = new Limiter.Load(1000, 0, 4000);

    assertTrue(limiter.tryAdmit(load, 0));
    assertTrue(!limiter.tryAdmit(load, 0), "the answers' bucket is empty");
    limiter.settle(load, 100, 0);
    assertTrue(!limiter.tryAdmit(load, 0), "100 tokens are missing");
    assertTrue(limiter.tryAdmit(load, 2), "and have come back");
  }

  @Test
  void aCallThatHangsTakesAPlaceLikeAnyOther() {
    Backend backend = own(1, 1000);
    double[] waited = new double[1];
    backend.condition().hanging = 1;
    Service hung = backend.send(request(1, 2, -1), new Silent());
    Service behind = backend.send(request(1, 2, -1), new Silent());
    backend.condition().hanging = 0;
    send(backend, 1, waited);

    time.at(5, hung::cancel);
    time.at(7, behind::cancel);
    time.runUntil(20);
    assertEquals(7, waited[0], 1e-6, "one place, held by one after the other");
    assertEquals(0, backend.held());
  }

  @Test
  void aDeploymentThatIsCutOffFailsWhatItAnswersAndWhatWaits() {
    Backend backend = own(1, 10);
    List<Failure> failures = new ArrayList<>();
    Service.Listener listener =
        new Silent() {
          @Override
          public void onFailure(Failure failure, Usage usage) {
            failures.add(failure);
          }
        };
    backend.send(request(1, 100, -1), listener);
    backend.send(request(1, 100, -1), listener);

    time.at(5, backend::sever);
    time.runUntil(20);

    assertEquals(2, failures.size());
    assertTrue(failures.stream().allMatch(one -> one.kind() == FailureKind.RESET), "" + failures);
    assertEquals(0, backend.held());
  }

  private Backend own(int places, double tokensPerSecond) {
    Tempo tempo = new Tempo(0, tokensPerSecond, 0, 0, places, true, 0);
    Spec spec =
        new Spec(
            new Spec.Place("own/here", "own", "here"), tempo, Terms.own(), new Tariff(1, 4), 0);
    return new Backend(0, spec, time, random);
  }

  private static Request request(long prompt, long output, long most) {
    CallFacts facts =
        new CallFacts(Operation.CHAT, "m", true, true, 4, 4, 0, most, 1, Capability.CHAT.bit());
    return new Request(0, facts, prompt, output, 0, 0, 0);
  }

  private static class Silent implements Service.Listener {
    @Override
    public void onSent() {
      // As expected.
    }

    @Override
    public void onHead(LimitReport report) {
      // Our own machines say nothing of limits.
    }

    @Override
    public void onContent() {
      // Whoever times it says so.
    }

    @Override
    public void onWhole(Usage usage) {
      // As expected.
    }

    @Override
    public void onFailure(Failure failure, Usage usage) {
      throw new AssertionError(failure.toString());
    }
  }
}
