package dev.isthmus.core.provider;

/**
 * One deployment as seen from the wire: where it is, how it knows us, and how it differs from the
 * dialect that it speaks.
 *
 * @param forward which of a caller's headers go on to it
 */
public record Provider(
    Endpoint endpoint, Authenticator authenticator, ProviderCodec codec, ForwardConfig forward) {

  /** A provider that sees no header of a caller. */
  public Provider(Endpoint endpoint, Authenticator authenticator, ProviderCodec codec) {
    this(endpoint, authenticator, codec, ForwardConfig.NONE);
  }

  /** The same, but for the callers' headers that go on to it. */
  public Provider forwarding(ForwardConfig headers) {
    return new Provider(endpoint, authenticator, codec, headers);
  }
}
