package dev.isthmus.server.probe;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.signal.EngineLimits;
import java.time.Duration;

/**
 * One engine to be asked, and for which deployment.
 *
 * @param path of its metrics
 * @param authenticator shows who asks; never to another address than the deployment's own
 * @param model what the deployment's own series are labelled with
 * @param every how often it is asked
 */
public record ProbeTarget(
    DeploymentId deployment,
    Address address,
    String path,
    Authenticator authenticator,
    String model,
    Duration every,
    EngineLimits limits) {

  /** How long a word holds: three periods, and as long as one scrape may take. */
  public static long holdsNanos(Duration every) {
    return every.multipliedBy(3).toNanos() + Scrape.DEADLINE_NANOS;
  }
}
