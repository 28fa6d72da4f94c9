package dev.isthmus.core.provider;

import java.util.Locale;

/** The ways in which a provider may come to know us; configuration names them in lower case. */
public enum SignIn {
  /** A key of the provider's own. */
  API_KEY,
  /** An application in Microsoft Entra. */
  ENTRA,
  /** A service account's key from Google. */
  SERVICE_ACCOUNT,
  /** The account of the Google machine that the gateway runs on. */
  METADATA,
  /** Whatever Google's libraries find on the machine: a file, a login, or the metadata server. */
  ADC,
  /** An identity of another place that Google trusts: workload identity federation. */
  EXTERNAL_ACCOUNT,
  /** A fixed access token. */
  TOKEN,
  /** Amazon's access keys, wherever they come from; each request is signed. */
  AWS,
  /** Nothing at all. */
  NONE;

  /** What configuration calls it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
