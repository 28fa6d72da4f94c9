package dev.isthmus.server.credential;

import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a credential: never the token itself.
 *
 * @param usable whether there is a token that still holds
 * @param expiresInSeconds −1 where there is none, or it has no end
 * @param failures refreshes that failed since the last good one
 * @param lastError the class of the last failure since the last good one, or null
 */
public record CredentialState(
    String name, boolean usable, long expiresInSeconds, int failures, @Nullable String lastError) {}
