package dev.isthmus.load.simulation.run;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Alarm;
import dev.isthmus.core.exchange.Course;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.load.simulation.VirtualTime;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.fleet.Service;
import dev.isthmus.load.simulation.policy.Errand;
import dev.isthmus.load.simulation.policy.Trip;
import dev.isthmus.load.simulation.policy.Watch;
import dev.isthmus.load.simulation.workload.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call under way: does what the production {@link Course} says, whoever plans. Ends once.
 * Threads: one.
 */
final class Call {
  private static final double NANOS = 1e9;

  private final Request request;
  private final VirtualTime time;
  private final List<Backend> backends;
  private final Errand errand;
  private final Tally tally;
  private final Course course;
  private final Alarm alarm;
  private final long cameNanos;
  private Trip trip;
  private @Nullable Attempt attempt;

  /** The one that runs beside it. */
  private @Nullable Attempt rival;

  private long firstNanos;
  private int answeredBy = -1;
  private boolean over;

  Call(Request request, VirtualTime time, List<Backend> backends, Errand errand, Tally tally) {
    this.request = request;
    this.time = time;
    this.backends = backends;
    this.errand = errand;
    this.tally = tally;
    this.cameNanos = time.nanoTime();
    this.course = new Course(Deadlines.DEFAULT, true, true, errand.budget(), cameNanos);
    this.alarm = new Alarm(time);
    this.trip = plan();
  }

  private Trip plan() {
    return errand.plan(time.nanoTime(), course.nanosLeft(time.nanoTime()) / NANOS);
  }

  /** Sets out. */
  void begin() {
    tally.came(request, time.seconds(), isNowhere() ? -1 : trip.backend(0));
    act(first());
  }

  private Course.Action first() {
    return isNowhere()
        ? course.onNowhere(trip.nowhere(), time.nanoTime())
        : course.begin(trip.itinerary(), trip.hedges(), time.nanoTime());
  }

  private boolean isNowhere() {
    return trip.itinerary().size() == 0;
  }

  private void act(Course.Action first) {
    Course.Action action = first;
    while (!over && action != Course.Action.WAIT) {
      action = carryOut(action);
    }
    if (!over) {
      alarm.set(course.nextTickNanos(), time.nanoTime(), this::tick);
    }
  }

  private void tick() {
    if (over) {
      return;
    }
    if (course.committed()) {
      // An answer that has begun writes without a pause until it ends or breaks.
      course.onBytes(time.nanoTime());
    }
    act(course.onTick(time.nanoTime()));
  }

  private Course.Action carryOut(Course.Action action) {
    switch (action) {
      case START -> {
        return start();
      }
      case REPLAN -> {
        errand.rested(time.nanoTime());
        trip = plan();
        return first();
      }
      case LEAVE -> {
        leave(course.failure());
        trip = plan();
        return first();
      }
      case MOVE -> {
        leave(course.failure());
        return start();
      }
      case COMMIT -> {
        firstNanos = time.nanoTime();
        answeredBy = attempt == null ? -1 : attempt.backend.index();
        tally.answered(cameNanos, firstNanos);
      }
      case FAIL -> {
        leave(course.failure());
        finish(course.failure());
      }
      case FINISH -> finish(null);
      case HEDGE -> {
        return launch(true);
      }
      case STALL -> stalled();
      case SHOW_LIFE, KEEP_ALIVE, WAIT -> {}
    }
    return Course.Action.WAIT;
  }

  private Course.Action start() {
    attempt = null;
    return launch(false);
  }

  private Course.Action launch(boolean hedge) {
    int stop = course.stop();
    Watch watch = trip.start(stop, time.nanoTime());
    Failure refusal = watch.refusal();
    if (refusal != null) {
      return course.onRefusedStart(refusal, time.nanoTime());
    }
    Backend backend = backends.get(trip.backend(stop));
    tally.attempted(backend.index(), time.seconds());
    Attempt next = new Attempt(stop, watch, backend);
    if (hedge) {
      rival = next;
    } else {
      attempt = next;
    }
    next.service = backend.send(request, next);
    return Course.Action.WAIT;
  }

  private void stalled() {
    if (attempt != null) {
      attempt.watch.stalled(time.nanoTime());
    }
    if (rival != null) {
      rival.watch.stalled(time.nanoTime());
    }
  }

  /** The other one of two that are live, or null. */
  private @Nullable Attempt otherThan(Attempt one) {
    return one.equals(attempt) ? rival : attempt;
  }

  private void leave(Failure why) {
    Attempt live = attempt;
    Attempt second = rival;
    attempt = null;
    rival = null;
    if (live != null) {
      live.abandon(why);
    }
    if (second != null) {
      errand.settle(second.abandon(why));
    }
  }

  private void finish(@Nullable Failure why) {
    over = true;
    alarm.cancel();
    errand.closed(time.nanoTime());
    tally.ended(request, cameNanos, firstNanos, time.nanoTime(), why);
    tally
        .diary()
        .ended(
            new Diary.CallNote(
                Tally.seconds(cameNanos),
                answeredBy,
                answeredBy < 0 ? Double.NaN : (firstNanos - cameNanos) / NANOS,
                why == null,
                why == null ? request.prompt() + request.output() + request.thinking() : 0));
  }

  /** One attempt's ear at its deployment. */
  private final class Attempt implements Service.Listener {
    private final int stop;
    private final Watch watch;
    private final Backend backend;

    /** Those that hold when it is sent: the gateway's ledger goes by them, too. */
    private final Prices prices;

    private final long sinceNanos = time.nanoTime();
    private @Nullable Service service;

    Attempt(int stop, Watch watch, Backend backend) {
      this.stop = stop;
      this.watch = watch;
      this.backend = backend;
      this.prices = backend.prices();
    }

    private long abandon(Failure why) {
      Usage used = service == null ? Usage.NONE : service.cancel();
      long cost = bill(used, why);
      errand.spent(cost);
      watch.failed(why, used, time.nanoTime());
      return cost;
    }

    /** Another one was faster. */
    private void lose() {
      Usage used = service == null ? Usage.NONE : service.cancel();
      errand.settle(bill(used, null));
      watch.lost(used, time.nanoTime());
    }

    private long bill(Usage used, @Nullable Failure why) {
      long picodollars = prices.picodollars(used, used.equals(Usage.NONE) ? 0 : 1);
      tally.billed(picodollars);
      tally
          .diary()
          .ended(
              new Diary.AttemptNote(
                  Tally.seconds(sinceNanos),
                  backend.index(),
                  why == null ? null : why.kind(),
                  picodollars));
      return picodollars;
    }

    @Override
    public void onSent() {
      course.onSent();
    }

    @Override
    public void onHead(LimitReport report) {
      watch.limits(report, time.nanoTime());
    }

    @Override
    public void onContent() {
      watch.content((time.nanoTime() - sinceNanos) / NANOS, time.nanoTime());
      Course.Action action = course.onContent(stop, time.nanoTime());
      Attempt other = otherThan(this);
      if (action == Course.Action.COMMIT && other != null) {
        attempt = this;
        rival = null;
        other.lose();
      }
      act(action);
    }

    @Override
    public void onWhole(Usage usage) {
      watch.whole(usage, time.nanoTime());
      errand.spent(bill(usage, null));
      attempt = null;
      act(course.onWhole());
    }

    @Override
    public void onFailure(Failure failure, Usage usage) {
      boolean seen = course.committed();
      Failure why = seen ? failure.withRetry(Failure.Retry.NEVER) : failure;
      tally.failed(why);
      watch.failed(why, usage, time.nanoTime());
      long cost = bill(usage, why);
      errand.spent(cost);
      Attempt other = otherThan(this);
      if (other != null) {
        errand.settle(cost);
      }
      attempt = other;
      rival = null;
      act(course.onFailure(stop, why, time.nanoTime()));
    }
  }
}
