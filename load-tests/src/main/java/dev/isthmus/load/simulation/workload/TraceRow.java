package dev.isthmus.load.simulation.workload;

/**
 * One call of a trace.
 *
 * @param seconds since the trace's first call
 * @param prompt in tokens
 * @param output in tokens
 */
public record TraceRow(double seconds, long prompt, long output) {}
