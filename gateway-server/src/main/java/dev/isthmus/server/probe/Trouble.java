package dev.isthmus.server.probe;

/** Why an engine could not be heard: a closed set, fit for labels. */
enum Trouble {
  /** Its name has no address that may be connected to. */
  NO_ADDRESS,
  /** No connection, or no TLS. */
  UNREACHABLE,
  /** The deployment's own sign-in has nothing to show. */
  NO_CREDENTIAL,
  TIMEOUT,
  /** It answered with another status than 200. */
  STATUS,
  /** It ended before its page did, or spoke no HTTP. */
  BROKEN,
  TOO_LONG,
  /** Its page holds none of the gauges that are looked for. */
  NO_GAUGES
}
