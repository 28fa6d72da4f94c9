package dev.isthmus.server.boot;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.DeploymentSignals;

/** What follows a deployment's name through every reload. */
record Measured(
    DeploymentId id,
    DeploymentSignals signals,
    Capacity capacity,
    Breaker breaker,
    SlowStart slowStart) {}
