package dev.isthmus.load.cloud.model;

import com.fasterxml.jackson.databind.JsonNode;

/** One function on offer; {@code parameters} is its JSON schema, or a missing node. */
public record Tool(String name, JsonNode parameters) {}
