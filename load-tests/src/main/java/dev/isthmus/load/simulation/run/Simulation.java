package dev.isthmus.load.simulation.run;

import dev.isthmus.core.route.Objective;
import dev.isthmus.load.simulation.Seeds;
import dev.isthmus.load.simulation.VirtualTime;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.policy.Fleet;
import dev.isthmus.load.simulation.policy.Policy;
import dev.isthmus.load.simulation.scenario.Incident;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.workload.Arrivals;
import dev.isthmus.load.simulation.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: a scenario, a policy and a seed. Nothing else has a say in what comes out, so that a run
 * can be had again. Threads: one; runs share nothing.
 */
public final class Simulation {
  /** What a route with {@code objective: interactive} would pay. */
  public static final Objective INTERACTIVE =
      new Objective("interactive", 1, 0.0008, 0.00005, 0.0016);

  /** After the last call came, all of them have ended within this. */
  private static final double LAST_SECONDS = 4000;

  private final VirtualTime time;
  private final Scenario scenario;
  private final List<Backend> all = new ArrayList<>();
  private final List<Fleet> fleets = new ArrayList<>();
  private final List<Policy> gateways = new ArrayList<>();
  private final Arrivals.Source arrivals;
  private final Workload.Calls calls;
  private final Tally tally;

  /**
   * How a scenario is run.
   *
   * @param idleSeconds for how long the gateways were there before the first call could come
   */
  public record Setting(Seeds seeds, double idleSeconds, Diary diary) {}

  private Simulation(Scenario scenario, Contender contender, Setting setting) {
    Seeds seeds = setting.seeds();
    this.scenario = scenario;
    this.time = new VirtualTime(setting.idleSeconds());
    for (int i = 0; i < scenario.fleet().size(); i++) {
      var chance = seeds.stream(Seeds.Stream.SERVICE, i);
      all.add(new Backend(i, scenario.fleet().get(i), time, chance));
    }
    List<Backend> first =
        all.stream().filter(one -> !scenario.joins().contains(one.index())).toList();
    for (int i = 0; i < scenario.replicas(); i++) {
      Fleet fleet =
          new Fleet(time, all, first, scenario.replicas(), INTERACTIVE, scenario.thinking());
      fleets.add(fleet);
      gateways.add(contender.policy(fleet, seeds.stream(Seeds.Stream.POLICY, i)));
    }
    arrivals = scenario.workload().arrivals().source(seeds.stream(Seeds.Stream.ARRIVALS, 0));
    calls = scenario.workload().calls(seeds.stream(Seeds.Stream.LENGTHS, 0));
    tally = new Tally(scenario.span(), fleets.get(0), scenario.struck(), setting.diary());
  }

  /** Runs it to its end. Errors: throws where a call was lost or something is still held. */
  public static Result run(Scenario scenario, Contender contender, long seed) {
    return run(scenario, contender, new Setting(new Seeds(seed), 0, Diary.NONE));
  }

  /** The same in another setting. */
  public static Result run(Scenario scenario, Contender contender, Setting setting) {
    Simulation simulation = new Simulation(scenario, contender, setting);
    simulation.run();
    return simulation.tally.result();
  }

  private void run() {
    for (Incident incident : scenario.incidents()) {
      time.at(incident.from(), () -> begin(incident));
      time.at(incident.to(), () -> end(incident));
    }
    if (!scenario.joins().isEmpty()) {
      time.at(scenario.span().from(), this::join);
    }
    time.at(arrivals.next(), this::arrive);
    time.runUntil(scenario.span().end() + LAST_SECONDS);
    check();
  }

  private void arrive() {
    Policy gateway = gateways.get((int) (tally.began() % gateways.size()));
    var request = calls.next();
    new Call(request, time, all, gateway.open(request, time.nanoTime()), tally).begin();
    double next = arrivals.next();
    if (next < scenario.span().end()) {
      time.at(next, this::arrive);
    }
  }

  private void begin(Incident incident) {
    for (int one : incident.who()) {
      Backend backend = all.get(one);
      double price = backend.condition().priceFactor;
      incident.does().accept(backend.condition());
      backend.rescale();
      if (backend.condition().severed) {
        backend.sever();
      }
      if (price != backend.condition().priceFactor) {
        reconfigure();
      }
    }
  }

  private void end(Incident incident) {
    for (int one : incident.who()) {
      all.get(one).condition().heal();
      all.get(one).rescale();
    }
  }

  private void join() {
    for (Fleet fleet : fleets) {
      scenario.joins().forEach(one -> fleet.join(all.get(one)));
    }
    reconfigure();
  }

  private void reconfigure() {
    gateways.forEach(one -> one.reconfigured(time.nanoTime()));
  }

  private void check() {
    boolean idle = all.stream().allMatch(one -> one.held() == 0);
    boolean clean = gateways.stream().allMatch(Policy::isClean);
    if (tally.open() != 0 || !idle || !clean) {
      throw new IllegalStateException(
          "run: open calls "
              + tally.open()
              + ", idle "
              + idle
              + ", clean "
              + clean
              + " (expected: 0, true, true)");
    }
  }
}
