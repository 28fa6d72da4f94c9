package dev.isthmus.load.cloud;

import java.util.HashSet;
import java.util.Set;

/**
 * Who may call a simulated cloud.
 *
 * @param keys API keys; empty on a COMPATIBLE cloud means that anybody may
 * @param tokenSecret what a SIGN_IN cloud signs its tokens with; clouds that share it know them
 */
public record Access(Set<String> keys, String tokenSecret) {

  /** No keys, and the token secret that all clouds share unless told otherwise. */
  public static final Access DEFAULT = new Access(Set.of(), "isthmus-simulated-clouds");

  public Access {
    keys = Set.copyOf(keys);
  }

  Access key(String key) {
    Set<String> more = new HashSet<>(keys);
    more.add(key);
    return new Access(more, tokenSecret);
  }

  @Override
  public String toString() {
    return "Access[" + keys.size() + " keys]";
  }
}
