package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.Faults.Drawn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Takes requests: has the service read them, draws faults, asks the meter and opens the bill.
 *
 * <p>Threads: {@link #take} on the cloud's event loop, the rest from any.
 */
final class Clerk {

  private final CloudSpec spec;
  private final Guard guard;
  private final Service service;
  private final Faults faults;
  private final Bill bill = new Bill();
  private final Map<String, Meter> meters = new LinkedHashMap<>();
  private final Map<String, EngineQueue> queues = new LinkedHashMap<>();
  private final SplittableRandom random;

  Clerk(CloudSpec spec) {
    this.spec = spec;
    this.guard = new Guard(spec.access());
    this.faults = new Faults(spec.seed() ^ 0x5eed);
    this.random = new SplittableRandom(spec.seed());
    if (spec.kind() == CloudKind.COMPATIBLE) {
      spec.deployments()
          .forEach(one -> queues.put(one.name(), new EngineQueue(one.traits().engine())));
    }
    this.service =
        switch (spec.kind()) {
          case AZURE -> new AzureService(spec, guard);
          case VERTEX -> new VertexService(spec, guard);
          case COMPATIBLE -> new CompatibleService(spec, guard, new EngineMetrics(queues));
          case ANTHROPIC -> new AnthropicService(spec, guard);
          case SIGN_IN -> new SignInService(guard);
          case BEDROCK -> new BedrockService(spec, guard);
          case SAGEMAKER -> new SageMakerService(spec, guard);
          case AWS_SIGN_IN -> new AwsSignInService(spec, guard);
        };
    for (Deployment one : spec.deployments()) {
      meters.put(
          one.name(), new Meter(one.limits(), one.traits().provisioned(), System.nanoTime()));
    }
  }

  /** How {@code request} is answered; {@code ended} runs when it is. */
  Run take(Wire wire, Request request, Runnable ended) {
    long now = System.nanoTime();
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    Sale sale = bill.open(id, request.clientRequestId(), now);
    Reply reply = service.reply(request);
    if (reply instanceof Work work) {
      Drawn drawn = faults.draw(work.deployment().name());
      return work(new Line(wire, request, new Line.Books(service, bill, drawn, ended), sale), work);
    }
    Drawn drawn = reply instanceof Problem ? Drawn.NOTHING : faults.draw("");
    Line line = new Line(wire, request, new Line.Books(service, bill, drawn, ended), sale);
    if (reply instanceof Problem problem) {
      return ShortRun.refusal(line, problem);
    }
    ShortRun run;
    if (reply instanceof Reply.Ready ready) {
      line.asked(ready.operation());
      run = new ShortRun(line, 200, ready.body());
    } else {
      Reply.AtOnce answer = (Reply.AtOnce) reply;
      line.asked(answer.operation());
      run = new ShortRun(line, answer.status(), Document.json(answer.body()));
    }
    return DoorFault.stops(drawn) ? new DoorFault(line) : run;
  }

  private Run work(Line line, Work work) {
    line.asked(work);
    if (DoorFault.stops(line.drawn())) {
      return new DoorFault(line);
    }
    Meter meter = Objects.requireNonNull(meters.get(work.deployment().name()));
    long waitMillis = meter.admit(work.reserve(), System.nanoTime());
    line.metered(work, meter, waitMillis);
    if (waitMillis > 0) {
      Problem full = service.throttled(work.deployment(), waitMillis);
      return ShortRun.refusal(line, full);
    }
    EngineQueue queue = queues.get(work.deployment().name());
    return queue == null
        ? run(line, work, meter.inFlight() - 1)
        : new QueuedRun(queue, line, others -> run(line, work, others), work.tokens().total());
  }

  private Run run(Line line, Work work, int others) {
    long uncached = work.tokens().input() - work.tokens().cached();
    Pace pace =
        work.deployment()
            .tempo()
            .draw(random, uncached, (int) work.tokens().reasoning(), others)
            .slowed(line.drawn().firstFactor(), line.drawn().decodeFactor());
    return work.stream() ? new StreamRun(line, work, pace) : new WholeRun(line, work, pace);
  }

  CloudSpec spec() {
    return spec;
  }

  Guard guard() {
    return guard;
  }

  Faults faults() {
    return faults;
  }

  Bill bill() {
    return bill;
  }

  /** Only to be read on the cloud's event loop. */
  Map<String, Meter> meters() {
    return meters;
  }
}
