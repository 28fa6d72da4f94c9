package dev.isthmus.core.provider;

/**
 * One deployment as seen from the wire: where it is, how it knows us, and how it differs from the
 * dialect that it speaks.
 */
public record Provider(Endpoint endpoint, Authenticator authenticator, ProviderCodec codec) {}
