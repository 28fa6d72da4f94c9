package dev.isthmus.core.govern;

/** A key and whose it is; a caller may have several. */
public record Credential(KeyHash key, Caller caller) {}
