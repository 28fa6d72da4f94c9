package dev.isthmus.core.route;

import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.ParentBreaker;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.DeploymentSignals;

/**
 * What is measured about one deployment, and what guards it. It follows the deployment's name
 * across reloads. Threads: any; every part takes care of itself.
 */
public record Live(
    DeploymentSignals signals,
    Capacity capacity,
    Breaker breaker,
    ParentBreaker parent,
    SlowStart slowStart) {}
