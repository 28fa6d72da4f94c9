package dev.isthmus.load.cloud;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Who may call a simulated cloud.
 *
 * @param keys API keys; empty on a COMPATIBLE cloud means that anybody may. An AWS access key is
 *     written {@code ID:SECRET}
 * @param tokenSecret what a SIGN_IN cloud signs its tokens with; clouds that share it know them
 * @param tokenLife how long what an AWS sign-in issues lives at most
 */
public record Access(Set<String> keys, String tokenSecret, Duration tokenLife) {

  private static final Duration USUAL_LIFE = Duration.ofHours(12);

  /** No keys, and the token secret that all clouds share unless told otherwise. */
  public static final Access DEFAULT = new Access(Set.of(), "isthmus-simulated-clouds");

  /** With tokens that live as long as is asked for. */
  public Access(Set<String> keys, String tokenSecret) {
    this(keys, tokenSecret, USUAL_LIFE);
  }

  public Access {
    keys = Set.copyOf(keys);
  }

  Access key(String key) {
    Set<String> more = new HashSet<>(keys);
    more.add(key);
    return new Access(more, tokenSecret, tokenLife);
  }

  /** Lets what an AWS sign-in issues live {@code most}. */
  public Access tokenLife(Duration most) {
    return new Access(keys, tokenSecret, most);
  }

  @Override
  public String toString() {
    return "Access[" + keys.size() + " keys]";
  }
}
