package dev.isthmus.server.boot;

import dev.isthmus.core.observe.Events;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what people should know of to the log, and residency refusals to the audit log. */
final class LogEvents implements Events {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");
  private static final Logger AUDIT = LoggerFactory.getLogger("isthmus.audit");

  /** Enough to find the place by. */
  private static final int FRAMES = 8;

  /** Deployments without a price, told of once each; bounded by the configuration. */
  private final Set<String> unpriced = ConcurrentHashMap.newKeySet();

  @Override
  public void breaker(String deployment, String from, String to) {
    LOG.warn("breaker deployment={} from={} to={}", deployment, from, to);
  }

  @Override
  public void misconfigured(String deployment, String why) {
    LOG.warn("provider refuses us deployment={} why={}", deployment, why);
  }

  @Override
  public void suspended(String deployment, long seconds) {
    LOG.warn("provider wants to be left alone deployment={} seconds={}", deployment, seconds);
  }

  @Override
  public void residencyRefused(String caller, String route, String requestId, String reasons) {
    AUDIT.info(
        "residency refused caller={} route={} request={} reasons=\"{}\"",
        caller,
        route,
        requestId,
        reasons);
  }

  @Override
  public void unpriced(String deployment) {
    if (unpriced.add(deployment)) {
      LOG.warn("no price known deployment={}", deployment);
    }
  }

  @Override
  public void engineUnheard(String deployment, String why) {
    LOG.warn("engine's metrics cannot be had deployment={} why={}", deployment, why);
  }

  @Override
  public void engineHeard(String deployment) {
    LOG.info("engine's metrics are back deployment={}", deployment);
  }

  @Override
  public void broken(Throwable cause) {
    LOG.error(
        "a call met a mistake of the gateway error={} at={}",
        cause.getClass().getName(),
        Arrays.stream(cause.getStackTrace())
            .limit(FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < ")));
  }
}
